using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Graph;

namespace NTWorkstation.Studio.Output;

/// <summary>The stages of a live graph, one a processor, and those of them that wait to be made anew.</summary>
internal sealed class StageList(ILiveGraph graph, IReadOnlyList<ProcessorSpec> chain)
{
    private readonly HashSet<StageId> _waiting = [];
    private readonly Dictionary<long, IReadOnlyList<StageId>> _edits = [];

    public IEnumerable<StageId> Stages => Enumerable.Range(1, chain.Count).Select(k => new StageId((ulong)k));

    /// <summary>Before anything has been heard.</summary>
    /// <exception cref="ArgumentException">A processor does not fit.</exception>
    /// <exception cref="Audio.Decode.MediaException">There are too many.</exception>
    public void Fill() => graph.TryEdit([.. Stages.Select(id => LiveStage.Of(id, [SpecOf(id)]))]);

    /// <summary>Its place, from 1, and what it is: "3 Eq".</summary>
    public string NameOf(StageId id) => $"{id} {SpecOf(id).GetType().Name.Replace("Spec", "", StringComparison.Ordinal)}";

    public void Renew(StageId id) => _waiting.Add(id);

    /// <summary>Hands over a list with what waits, unless an edit is still under way: then it is tried again.</summary>
    public void Look()
    {
        if (_waiting.Count == 0) return;
        var list = Stages.Select(id => _waiting.Contains(id) ? LiveStage.Of(id, [SpecOf(id)]) : LiveStage.GoesOn(id)).ToList();
        if (graph.TryEdit(list) is not { } edit) return;
        _edits[edit] = [.. _waiting];
        _waiting.Clear();
    }

    /// <summary>The stages that are heard anew with an edit.</summary>
    public IReadOnlyList<StageId> Heard(long edit) => _edits.Remove(edit, out var stages) ? stages : [];

    private ProcessorSpec SpecOf(StageId id) => chain[(int)id.Value - 1];
}
