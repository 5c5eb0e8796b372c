using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Contracts.Chains;

/// <summary>A processor's parameters while a person's assignments are being made; whole and valid only when finished. For one thread.</summary>
public sealed class ProcessorDraft
{
    private readonly ProcessorDefinition _definition;
    private readonly Dictionary<string, ParameterValue> _values = new(StringComparer.Ordinal);
    private readonly List<Dictionary<string, ParameterValue>> _bands = [];

    private ProcessorDraft(ProcessorDefinition definition) => _definition = definition;

    /// <summary>A new one: with what it begins with, where something is usual.</summary>
    /// <exception cref="AssignmentException">There is no such kind of processor.</exception>
    public static ProcessorDraft Begin(string processor)
    {
        if (ProcessorCatalogue.All.FirstOrDefault(d => d.Name == processor) is { } definition)
        {
            var draft = new ProcessorDraft(definition);
            foreach (var p in definition.Parameters)
                if (p.Start is { } start) draft._values.Add(p.Name, p.Type == ParameterType.Numbers ? new NumbersValue([NumberValue.Of(start).Token]) : NumberValue.Of(start));
            return draft;
        }
        var names = ProcessorCatalogue.All.Select(d => d.Name).ToArray();
        var advice = Spelling.Closest(processor, names) is { } meant ? $"Did you mean {meant}?" : $"There are: {string.Join(", ", names)}.";
        throw new AssignmentException(AssignmentFault.NoSuchProcessor, $"processor \"{processor}\"", "there is no such kind of processor", advice);
    }

    public static ProcessorDraft Of(ProcessorSettings settings)
    {
        var draft = new ProcessorDraft(settings.Definition);
        for (var i = 0; i < settings.Bands; i++) draft._bands.Add(new(StringComparer.Ordinal));
        foreach (var (path, _, value) in settings.Parameters()) draft.ValuesOf(path.Band)[path.Name] = value;
        return draft;
    }

    /// <exception cref="AssignmentException">There is no such parameter, or it cannot have this value.</exception>
    public void Assign(Assignment assignment)
    {
        var where = $"{_definition.Name}.{assignment.Parameter}";
        if (!ParameterPath.TryParse(assignment.Parameter, out var path)) throw NoSuchParameter(where, assignment.Parameter);
        var isEmpty = string.IsNullOrWhiteSpace(assignment.Value);
        if (path.Band is { } band)
        {
            if (_definition.MostBands == 0) throw NoSuchParameter(where, path.Name);
            if (band > _bands.Count || isEmpty && band == _bands.Count)
                throw new AssignmentException(AssignmentFault.NoSuchPlace, where, FormattableString.Invariant($"there are {_bands.Count} bands"), FormattableString.Invariant($"Bands count from 0; a new one is bands[{_bands.Count}]."));
            if (path.Name.Length == 0)
            {
                if (!isEmpty) throw NoSuchParameter(where, "");
                _bands.RemoveAt(band);
                return;
            }
        }
        var definitions = path.Band is null ? _definition.Parameters : _definition.BandParameters;
        var definition = definitions.FirstOrDefault(d => d.Name == path.Name) ?? throw NoSuchParameter(where, path.Name);
        if (path.Band == _bands.Count) _bands.Add(NewBand());
        var values = ValuesOf(path.Band);
        if (isEmpty) values.Remove(path.Name);
        else values[path.Name] = AssignmentText.Read(definition, where, assignment.Value);
        // A bandwidth is another way to write q.
        if (path.Name == "bw_oct") values.Remove("q");
    }

    /// <exception cref="AssignmentException">A parameter is missing, or does not go with another.</exception>
    public ProcessorSettings Finish()
    {
        try
        {
            return ProcessorSettings.Of(_definition, _values, _bands);
        }
        catch (ContractException e)
        {
            var missing = e.Value == "absent";
            if (missing && _definition.Parameters.FirstOrDefault(d => e.Path == $"{_definition.Name}.{d.Name}") is { } definition)
                throw new AssignmentException(AssignmentFault.BadValue, e.Path, "it must be given", $"{definition.Name} is {definition.Allowed}. {definition.Description}");
            if (e.Path == $"{_definition.Name}.bands" && _bands.Count < _definition.LeastBands)
                throw new AssignmentException(AssignmentFault.BadValue, e.Path, FormattableString.Invariant($"it needs {_definition.LeastBands} band{(_definition.LeastBands == 1 ? "" : "s")} at least"), $"Give one, such as {Example()}.");
            throw new AssignmentException(AssignmentFault.BadValue, e.Path, missing ? "it must be given" : $"it is {e.Value}", $"Allowed is {e.Allowed}.");
        }
    }

    private string Example() => string.Join(' ', _definition.BandParameters.Where(d => d.Default is null && !d.IsOptional && d.Type != ParameterType.Choice)
        .Select(d => FormattableString.Invariant($"bands[{_bands.Count}].{d.Name}={(d.Unit == "Hz" ? 1000 : Math.Clamp(2, d.Low, d.High))}")));

    // A document says what shape a band has; a person who does not say means the first: peaking.
    private Dictionary<string, ParameterValue> NewBand()
    {
        var band = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
        foreach (var choice in _definition.BandParameters)
            if (choice.Type == ParameterType.Choice && choice.Default is null) band.Add(choice.Name, new TextValue(choice.Choices[0]));
        return band;
    }

    private Dictionary<string, ParameterValue> ValuesOf(int? band) => band is { } b ? _bands[b] : _values;

    private AssignmentException NoSuchParameter(string where, string name)
    {
        string[] known = [.. _definition.Parameters.Select(p => p.Name), .. _definition.BandParameters.Select(p => $"bands[N].{p.Name}")];
        var others = _definition.Parameters.Concat(_definition.BandParameters).Select(p => p.Name).Where(n => n != name).ToArray();
        // The unit at the end is what is forgotten most.
        var meant = others.FirstOrDefault(n => n.StartsWith($"{name}_", StringComparison.Ordinal)) ?? Spelling.Closest(name, others);
        var path = meant is null ? null : known.First(k => k == meant || k.EndsWith($".{meant}", StringComparison.Ordinal));
        return new(AssignmentFault.NoSuchParameter, where, $"{_definition.Name} has no such parameter", path is null ? $"It has: {string.Join(", ", known)}." : $"Did you mean {path}?");
    }
}
