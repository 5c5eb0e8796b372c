using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.State;
using Xunit;

namespace NTWorkstation.Session.Tests;

/// <summary>A session that commands are given to, one after another.</summary>
internal sealed class Story
{
    private readonly SessionDecisions _decisions = Workload.Decisions();

    public Story() => State = SessionFold.Replay(Events);

    public List<RecordedEvent> Events { get; } = Workload.Created();

    public SessionState State { get; private set; }

    /// <summary>Does what is asked, which must be accepted.</summary>
    public Story Do(params SessionCommand[] commands)
    {
        foreach (var command in commands)
        {
            var decision = _decisions.Decide(State, command);
            Assert.True(decision is Accepted, (decision as Refused)?.Refusal.Message);
            foreach (var e in ((Accepted)decision).Events)
            {
                Events.Add(new(State.Sequence + 1, Workload.At(State.Sequence + 1), e));
                State = SessionFold.Apply(State, State.Sequence + 1, e);
            }
        }
        return this;
    }

    /// <summary>Asks for what must be refused.</summary>
    public SessionRefusal Refuse(SessionCommand command) => Assert.IsType<Refused>(_decisions.Decide(State, command)).Refusal;

    public static Assignment[] Set(params string[] assignments) => [.. assignments.Select(a => a.Split('=', 2)).Select(a => new Assignment(a[0], a[1]))];
}
