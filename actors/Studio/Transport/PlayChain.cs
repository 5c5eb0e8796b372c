using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Output;

namespace NTWorkstation.Studio.Transport;

/// <summary>The chain that everything goes through, as it is edited. Immutable: an edit makes another one. Pure: it knows nothing of sound.</summary>
internal sealed class PlayChain
{
    private readonly IReadOnlyList<Place> _places;
    private readonly long _last;

    private PlayChain(IReadOnlyList<Place> places, long last) => (_places, _last) = (places, last);

    // A place keeps its plan as long as nothing of it changes, so that what runs goes on.
    private sealed record Place(ProcessorSettings Settings, StagePlan Plan)
    {
        public string Name => FormattableString.Invariant($"{Plan.Id} {Settings.Processor}");
    }

    /// <exception cref="ContractException">A processor cannot be written down.</exception>
    public static PlayChain Of(IReadOnlyList<ProcessorSpec> chain) =>
        new([.. chain.Select((spec, index) => new Place(ProcessorSettings.Of(spec), new(index + 1, spec)))], chain.Count);

    /// <summary>As another transport had it.</summary>
    public static PlayChain Of(IReadOnlyList<ChainStage> stages) =>
        new([.. stages.Select((stage, index) => new Place(stage.Processor, new(index + 1, stage.Processor.ToSpec(), stage.IsBypassed)))], stages.Count);

    public IReadOnlyList<StagePlan> Plans => [.. _places.Select(p => p.Plan)];

    /// <param name="problems">Of stages that were given up.</param>
    public IReadOnlyList<ChainStage> Stages(IReadOnlyDictionary<long, string> problems) =>
        [.. _places.Select(p => new ChainStage(p.Plan.Id, p.Settings, p.Plan.IsBypassed, problems.GetValueOrDefault(p.Plan.Id)))];

    /// <summary>Number and kind: "3 eq".</summary>
    public string NameOf(long id) => _places.FirstOrDefault(p => p.Plan.Id == id)?.Name ?? FormattableString.Invariant($"{id}");

    /// <returns>The chain after the edit, what was done and to which stage; the same chain where all is so already.</returns>
    /// <exception cref="ChainRefusedException">It cannot be done.</exception>
    public (PlayChain Chain, ChainEdit Edit, long Stage) Apply(IChainEdit edit)
    {
        switch (edit)
        {
            case LoadChain c:
                if (_places.Select(p => p.Settings).SequenceEqual(c.Processors) && _places.All(p => !p.Plan.IsBypassed)) return (this, ChainEdit.Loaded, 0);
                var last = _last;
                return (With([.. c.Processors.Select(s => Make(++last, s))], last), ChainEdit.Loaded, 0);
            case InsertStage c:
                var made = Make(_last + 1, Settled(() => ProcessorDraft.Begin(c.Processor), c.Assignments));
                return (With(Inserted(_places, made, c.Before), _last + 1), ChainEdit.Inserted, made.Plan.Id);
            case RemoveStage c:
                var gone = Find(c.Stage);
                return (With([.. _places.Where(p => p != gone)], _last), ChainEdit.Removed, gone.Plan.Id);
            case MoveStage c:
                var moved = Find(c.Stage);
                if (c.Before is { } before && Find(before) == moved) return (this, ChainEdit.Moved, moved.Plan.Id);
                var order = Inserted([.. _places.Where(p => p != moved)], moved, c.Before);
                return (order.SequenceEqual(_places) ? this : With(order, _last), ChainEdit.Moved, moved.Plan.Id);
            case BypassStage c:
                var around = Find(c.Stage);
                var what = c.IsBypassed ? ChainEdit.Bypassed : ChainEdit.Unbypassed;
                return (around.Plan.IsBypassed == c.IsBypassed ? this : Replaced(around, around with { Plan = around.Plan with { IsBypassed = c.IsBypassed } }), what, around.Plan.Id);
            case SetStage c:
                var set = Find(c.Stage);
                var settings = Settled(() => ProcessorDraft.Of(set.Settings), c.Assignments);
                return (settings.Equals(set.Settings) ? this : Replaced(set, Make(set.Plan.Id, settings, set.Plan.IsBypassed)), ChainEdit.Set, set.Plan.Id);
            default:
                throw new ChainRefusedException($"{edit.GetType().Name} is not understood.");
        }
    }

    private static PlayChain With(IReadOnlyList<Place> places, long last) => places.Count <= ChainJson.MostProcessors
        ? new(places, last)
        : throw new ChainRefusedException($"A chain has at most {ChainJson.MostProcessors} stages.");

    private PlayChain Replaced(Place old, Place by) => new([.. _places.Select(p => p == old ? by : p)], _last);

    private List<Place> Inserted(IReadOnlyList<Place> places, Place place, string? before)
    {
        var list = places.ToList();
        list.Insert(before is null ? list.Count : list.IndexOf(Find(before)), place);
        return list;
    }

    private static Place Make(long id, ProcessorSettings settings, bool isBypassed = false)
    {
        var spec = settings.ToSpec();
        if (spec is ResampleSpec or PitchSpec) throw new ChainRefusedException($"{settings.Processor} cannot be had while it plays.");
        return new(settings, new(id, spec, isBypassed));
    }

    private static ProcessorSettings Settled(Func<ProcessorDraft> begin, IReadOnlyList<Assignment> assignments)
    {
        try
        {
            var draft = begin();
            foreach (var assignment in assignments) draft.Assign(assignment);
            return draft.Finish();
        }
        catch (AssignmentException problem)
        {
            throw new ChainRefusedException(problem.Full);
        }
    }

    /// <summary>By number, by kind, by kind and count.</summary>
    private Place Find(string name)
    {
        if (long.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id))
            return _places.FirstOrDefault(p => p.Plan.Id == id) ?? throw new ChainRefusedException($"There is no stage {id}. {There()}");
        var at = name.IndexOf('#', StringComparison.Ordinal);
        var kind = at < 0 ? name : name[..at];
        var ofKind = _places.Where(p => p.Settings.Processor == kind).ToList();
        if (ofKind.Count == 0)
            throw new ChainRefusedException($"There is no stage \"{Short(name)}\". {There()}{(Spelling.Closest(kind, [.. _places.Select(p => p.Settings.Processor)]) is { } meant ? $" Did you mean {meant}?" : "")}");
        if (at >= 0)
        {
            return int.TryParse(name.AsSpan(at + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= ofKind.Count
                ? ofKind[count - 1]
                : throw new ChainRefusedException($"There is no stage \"{Short(name)}\". {There()}");
        }
        return ofKind.Count == 1 ? ofKind[0] : throw new ChainRefusedException($"\"{kind}\" is ambiguous: there are {string.Join(", ", ofKind.Select(p => p.Name))}. Say its number, or {kind}#2 for the second.");
    }

    private string There() => _places.Count == 0 ? "The chain is empty." : $"There are {string.Join(", ", _places.Select(p => p.Name))}.";

    private static string Short(string text) => text.Length <= 60 ? text : text[..57] + "...";
}

/// <summary>An edit of the chain that cannot be done; the message is for people.</summary>
internal sealed class ChainRefusedException(string message) : Exception(message);
