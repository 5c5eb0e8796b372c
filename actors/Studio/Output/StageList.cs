using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Output;

/// <summary>
/// The stages of a live graph, one a processor: brings the graph from the chain it has to the one that is wanted. What did not change goes on with its
/// state; what is new, moved or has other parameters is made anew and faded in, under the same number: dynamics go on from
/// the gain they had.
/// </summary>
internal sealed class StageList(ILiveGraph graph, StageResolver resolve)
{
    private readonly HashSet<long> _anew = [];
    private readonly Dictionary<long, IReadOnlyList<long>> _edits = [];
    private List<Stage> _given = [];
    private List<Stage> _wanted = [];

    // What runs, the channels that come to it, and the plan that it is of.
    private sealed record Stage(StagePlan Plan, ProcessorSpec Spec, int Channels);

    /// <summary>Stages that are in the way of the sound, or will be.</summary>
    public int Count => _wanted.Count;

    /// <summary>The whole chain. Where an edit is still under way it is handed over later, by <see cref="Look"/>.</summary>
    /// <exception cref="ArgumentException">A processor does not fit; everything is as before.</exception>
    /// <exception cref="Audio.Decode.MediaException">Likewise: there are too many, or a stream cannot have it.</exception>
    public void Set(IReadOnlyList<StagePlan> chain)
    {
        var before = _wanted;
        _wanted = Resolve(chain);
        try
        {
            Look();
        }
        catch
        {
            _wanted = before;
            throw;
        }
    }

    /// <summary>A stage that failed shall be made anew.</summary>
    public void Renew(long id) => _anew.Add(id);

    /// <summary>Hands over what is wanted, unless an edit is still under way: then it is tried again.</summary>
    public void Look()
    {
        _anew.RemoveWhere(id => !_wanted.Exists(s => s.Plan.Id == id));
        foreach (var stage in _wanted)
            if (_given.Find(s => IsSame(s, stage)) is { Plan.IsBypassed: true } && !stage.Plan.IsBypassed && !TryBypass(stage)) _anew.Add(stage.Plan.Id);
        var kept = Kept();
        if (kept.Count != _given.Count || kept.Count != _wanted.Count)
        {
            var list = _wanted.ConvertAll(s => kept.Contains(s.Plan.Id) ? LiveStage.GoesOn(Id(s)) : LiveStage.Of(Id(s), [s.Spec], s.Plan.IsBypassed));
            if (graph.TryEdit(list) is not { } edit) return;
            _edits[edit] = [.. _anew];
            _anew.Clear();
        }
        foreach (var stage in _wanted)
            if (kept.Contains(stage.Plan.Id) && _given.Find(s => IsSame(s, stage))!.Plan.IsBypassed != stage.Plan.IsBypassed) TryBypass(stage);
        _given = _wanted;
    }

    /// <summary>The stages that were made anew after a failure and are heard with an edit.</summary>
    public IReadOnlyList<long> Heard(long edit)
    {
        foreach (var older in _edits.Keys.Where(e => e < edit).ToList()) _edits.Remove(older);
        return _edits.Remove(edit, out var stages) ? stages : [];
    }

    // Those that go on: in the same order as before, as many as possible.
    private HashSet<long> Kept()
    {
        var places = _wanted.ConvertAll(w => _anew.Contains(w.Plan.Id) ? -1 : _given.FindIndex(g => IsSame(g, w)));
        var longest = new int[places.Count];
        for (var k = 0; k < places.Count; k++)
        {
            if (places[k] < 0) continue;
            longest[k] = 1;
            for (var j = 0; j < k; j++)
                if (places[j] >= 0 && places[j] < places[k]) longest[k] = Math.Max(longest[k], longest[j] + 1);
        }
        var kept = new HashSet<long>();
        var (left, behind) = (longest.Length == 0 ? 0 : longest.Max(), int.MaxValue);
        for (var k = places.Count - 1; k >= 0 && left > 0; k--)
        {
            if (longest[k] != left || places[k] >= behind) continue;
            kept.Add(_wanted[k].Plan.Id);
            (behind, left) = (places[k], left - 1);
        }
        return kept;
    }

    // A failed one is not taken in again.
    private bool TryBypass(Stage stage)
    {
        try
        {
            graph.Bypass(Id(stage), stage.Plan.IsBypassed);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private List<Stage> Resolve(IReadOnlyList<StagePlan> chain)
    {
        var format = graph.Options.Format;
        var leaving = ChannelFlow.After(chain.Select(p => p.Spec), format.Channels); // names the place of a processor that cannot stand there
        if (graph.Info is { Frames.Value: > 0, OutputChannels: var now } && leaving != now)
            throw new ArgumentException($"The chain would give {leaving} channel{(leaving == 1 ? "" : "s")} while the device plays {now}: stop, edit, and play again.");
        var stages = new List<Stage>();
        var channels = format.Channels;
        foreach (var plan in chain)
        {
            var known = _wanted.Find(s => s.Plan.Id == plan.Id && ReferenceEquals(s.Plan.Spec, plan.Spec) && s.Channels == channels);
            var own = ChannelFlow.Own(plan.Spec, channels);
            var spec = known?.Spec ?? resolve(plan.Spec, own == format.Channels ? format : format with { Channels = own, ChannelMask = AudioFormat.DefaultMask(own) });
            if (spec is not null) stages.Add(new(plan, spec, channels));
            channels = ChannelFlow.After(plan.Spec, channels);
        }
        return stages;
    }

    private static bool IsSame(Stage one, Stage other) => one.Plan.Id == other.Plan.Id && ReferenceEquals(one.Spec, other.Spec) && one.Channels == other.Channels;

    private static StageId Id(Stage stage) => new((ulong)stage.Plan.Id);
}
