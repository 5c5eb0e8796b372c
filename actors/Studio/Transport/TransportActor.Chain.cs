using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Studio.Decode.Run;
using NTWorkstation.Studio.Output;

namespace NTWorkstation.Studio.Transport;

// The chain that everything goes through: the transport's, whatever becomes of devices and entries.
public sealed partial class TransportActor
{
    private readonly Queue<(IChainEdit Edit, IActorRef Asker)> _editsWaiting = [];
    private readonly Dictionary<long, string> _stageProblems = []; // of those that were given up
    private PlayChain _chain;
    private ChainRequest? _chainRequest;
    private long _chainRevision;

    /// <summary>An edit that the output looks at.</summary>
    private sealed record ChainRequest(long Revision, PlayChain Chain, ChainEdit Edit, long Stage, IActorRef Asker);

    private void EditChain(IChainEdit edit, IActorRef asker)
    {
        if (_settings.IsBitPerfect)
        {
            asker.Tell(new Refused("A stage would change bits, and this transport is bit-perfect; play without --bit-perfect."), Self);
            return;
        }
        if (_chainRequest is not null)
        {
            _editsWaiting.Enqueue((edit, asker));
            return;
        }
        try
        {
            var (chain, what, stage) = _chain.Apply(edit);
            if (ReferenceEquals(chain, _chain))
            {
                // One that was given up is tried anew when it is taken in, though nobody had taken it out.
                if (what == ChainEdit.Unbypassed && _stageProblems.ContainsKey(stage)) _output?.Tell(new OutputCommand.RenewStage(stage), Self);
                asker.Tell(new Done(), Self);
                return;
            }
            if (chain.Plans.Count > 0 && _choice?.Fixed is { Coding: RunCoding.Bits })
            {
                asker.Tell(new Refused("What is written is DSD, and its bits know no stage."), Self);
                return;
            }
            _chainRequest = new(++_chainRevision, chain, what, stage, asker);
        }
        catch (ChainRefusedException problem)
        {
            asker.Tell(new Refused(problem.Message), Self);
            return;
        }
        // Whether it fits is known where the sound is; without an output it is seen when one is opened.
        if (_output is { } output) output.Tell(new OutputCommand.SetChain(_chainRequest.Chain.Plans, _chainRequest.Revision), Self);
        else ChainIsTaken(_chainRequest.Revision);
    }

    private void ChainIsTaken(long revision)
    {
        if (_chainRequest is not { } request || request.Revision != revision) return;
        var name = request.Stage == 0 ? "" : (request.Edit == ChainEdit.Removed ? _chain : request.Chain).NameOf(request.Stage);
        _chain = request.Chain;
        // What was made anew has not failed yet.
        if (request.Edit is ChainEdit.Set or ChainEdit.Unbypassed or ChainEdit.Removed) _stageProblems.Remove(request.Stage);
        if (request.Edit == ChainEdit.Loaded) _stageProblems.Clear();
        Publish(new ChainEdited(request.Edit, name, _chain.Stages(_stageProblems)));
        TellBitPerfect();
        ChainMayHinderBits();
        AnswerEdit(request, new Done());
    }

    private void ChainIsRefused(long revision, string problem)
    {
        if (_chainRequest is { } request && request.Revision == revision) AnswerEdit(request, new Refused(problem));
    }

    private void AnswerEdit(ChainRequest request, TransportReply reply)
    {
        _chainRequest = null;
        request.Asker.Tell(reply, Self);
        while (_chainRequest is null && _editsWaiting.TryDequeue(out var next)) EditChain(next.Edit, next.Asker);
    }
}
