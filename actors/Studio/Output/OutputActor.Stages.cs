using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;

namespace NTWorkstation.Studio.Output;

// The stages that the sound goes through: edited while it plays, an actor each, made anew when they fail.
internal sealed partial class OutputActor
{
    private static readonly TimeSpan StagePause = TimeSpan.FromMilliseconds(500);
    private const int MostStageRestarts = 3;
    private static readonly TimeSpan StageRestartsWithin = TimeSpan.FromMinutes(1);
    private const double StageBudget = 0.8;
    private const int MostBlockFrames = 8192;

    private readonly Dictionary<long, IActorRef> _stageActors = [];
    private readonly Dictionary<long, string> _stageProblems = [];
    private ILiveGraph? _graph;
    private StageList? _stages;
    private long _stageActorCount;

    private void ReceiveStages()
    {
        Receive<StageActor.Renew>(r =>
        {
            Context.Parent.Tell(new OutputTold.StageFailed(r.Stage, r.Reason, IsGivenUp: false), Self);
            Context.Timers.StartSingleTimer(r.Stage, new RenewStage(r.Stage), StagePause);
        });
        Receive<RenewStage>(r => _stages!.Renew(r.Stage));
        Receive<StageEnded>(e =>
        {
            _stageActors.Remove(e.Stage);
            Context.Parent.Tell(new OutputTold.StageFailed(e.Stage, _stageProblems.GetValueOrDefault(e.Stage, "it failed"), IsGivenUp: true), Self);
        });
        Receive<OutputCommand.SetChain>(Set);
        Receive<OutputCommand.RenewStage>(c =>
        {
            if (_stages is null) return;
            if (!_stageActors.ContainsKey(c.Stage)) Supervise(c.Stage);
            _stages.Renew(c.Stage);
        });
        Receive<OutputCommand.Inject>(c => _graph?.Inject(new((ulong)c.Stage), c.Fault));
    }

    // A stage that fails is made anew a few times; then the sound goes around it for good.
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(MostStageRestarts, StageRestartsWithin, cause => cause is StageFailedException ? Directive.Restart : Directive.Stop);

    private void MakeGraph()
    {
        _graph = _ports.Graphs.Create(new() { Format = _shape.Format, MaxFrames = MostBlockFrames, Budget = _settings.IsUnpaced ? null : StageBudget });
        _stages = new(_graph, _ports.Resolve);
        _stages.Set(_chain);
        Supervise(_chain);
    }

    private void Set(OutputCommand.SetChain command)
    {
        try
        {
            _stages?.Set(command.Chain);
        }
        catch (Exception failure) when (failure is MediaException or ArgumentException)
        {
            Context.Parent.Tell(new OutputTold.ChainRefused(command.Revision, failure.Message), Self);
            return;
        }
        Supervise(command.Chain);
        Context.Parent.Tell(new OutputTold.ChainTaken(command.Revision, _stages?.Count ?? 0), Self);
    }

    private void Supervise(IReadOnlyList<StagePlan> chain)
    {
        foreach (var (stage, actor) in _stageActors.Where(a => chain.All(s => s.Id != a.Key)).ToList())
        {
            _stageActors.Remove(stage);
            Context.Timers.Cancel(stage);
            Context.Stop(Context.Unwatch(actor));
        }
        foreach (var stage in chain.Select(s => s.Id).Where(id => !_stageActors.ContainsKey(id))) Supervise(stage);
    }

    private void Supervise(long stage) =>
        _stageActors[stage] = Context.WatchWith(Context.ActorOf(StageActor.Props(stage), $"stage-{stage}-{++_stageActorCount}"), new StageEnded(stage));

    private void LookAtStages()
    {
        if (_graph is null || _stages is null) return;
        while (_graph.NextEvent() is { } e)
        {
            switch (e)
            {
                case StageFailed failed:
                    var stage = (long)failed.Stage.Value;
                    _stageProblems[stage] = failed.Reason;
                    if (_stageActors.TryGetValue(stage, out var actor)) actor.Tell(new StageActor.Fault(failed.Reason), Self);
                    break;
                case LiveGraphEdited edited:
                    foreach (var renewed in _stages.Heard(edited.Edit)) Context.Parent.Tell(new OutputTold.StageRestarted(renewed), Self);
                    break;
            }
        }
        _stages.Look();
    }

    private sealed record RenewStage(long Stage);

    private sealed record StageEnded(long Stage);
}
