using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Chain.Design;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Mastering.Render.Plan;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>Reads the files that parameters of processors name, so that the session knows them by what they hold.</summary>
internal sealed class ProcessorFiles(CommandContext context, CancellationToken cancellation)
{
    private static readonly HashSet<string> Names =
        ProcessorCatalogue.All.SelectMany(d => d.Parameters.Concat(d.BandParameters)).Where(p => p.IsFile).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);

    private readonly List<MediaReference> _media = [];

    /// <summary>Of the files that were named; null where none was.</summary>
    public IReadOnlyList<MediaReference>? Media => _media.Count == 0 ? null : _media;

    /// <exception cref="Audio.Decode.MediaException">The file cannot be read.</exception>
    public Assignment[] Take(IEnumerable<Assignment> assignments) =>
    [
        .. assignments.Select(a => ParameterPath.TryParse(a.Parameter, out var path) && Names.Contains(path.Name) && IsPath(a.Value) ? a with { Value = Read(a.Value).Text } : a),
    ];

    /// <exception cref="Audio.Decode.MediaException">A file cannot be read.</exception>
    public IReadOnlyList<ProcessorSettings> Take(IReadOnlyList<ProcessorSettings> chain) => [.. chain.Select(Take)];

    private ProcessorSettings Take(ProcessorSettings settings)
    {
        foreach (var (path, _, value) in ProcessorMedia.Files(settings))
            if (IsPath(value.Text)) settings = settings.With(path, Read(value.Text));
        return settings;
    }

    private static bool IsPath(string value) =>
        !string.IsNullOrWhiteSpace(value) && !value.StartsWith(SynthesisedRoom.Prefix, StringComparison.Ordinal) && ProcessorMedia.HashOf(value) is null;

    private TextValue Read(string path)
    {
        var medium = new MediaImport(context.MakePorts().Decode, FileHash.Of).Read(path, cancellation);
        if (medium.Frames.At(medium.Rate).Value > ReverbParams.Longest.Value)
            throw new BadInputException($"{path}: an impulse response may last {ReverbParams.Longest}.\nCut it to its room.");
        if (_media.All(m => m.ContentHash != medium.ContentHash)) _media.Add(medium);
        return ProcessorMedia.Name(medium.ContentHash);
    }
}
