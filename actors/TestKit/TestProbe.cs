using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.TestKit;

/// <summary>A message as a probe received it.</summary>
public sealed record Received(object Message, IActorRef Sender);

/// <summary>
/// An actor whose messages a test takes one by one. It can watch and send. Waiting is bounded by the kit's patience in real time, which a
/// passing test does not use up; with a seeded dispatcher waiting runs the actors instead.
/// </summary>
public sealed class TestProbe
{
    private readonly ActorTestKit _kit;
    private readonly BlockingCollection<Received> _queue = [];

    internal TestProbe(ActorTestKit kit, string? name)
    {
        _kit = kit;
        Ref = kit.System.ActorOf(Props.Create(() => new ProbeActor(_queue)), name);
    }

    public IActorRef Ref { get; }

    /// <summary>Of the last message taken.</summary>
    public IActorRef LastSender { get; private set; } = ActorRefs.NoSender;

    /// <summary>Tells with the probe as the sender.</summary>
    public void Send(IActorRef receiver, object message)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        receiver.Tell(message, Ref);
    }

    /// <summary>Answers the last message taken.</summary>
    public void Reply(object message) => LastSender.Tell(message, Ref);

    /// <summary>From when this returns the probe receives the subject's Terminated.</summary>
    public void Watch(IActorRef subject) => Do(context => context.Watch(subject));

    public void Unwatch(IActorRef subject) => Do(context => context.Unwatch(subject));

    /// <summary>Takes the next message.</summary>
    /// <exception cref="ProbeException">None came, or one of another type.</exception>
    public T ExpectMsg<T>(Predicate<T>? isExpected = null, string? hint = null)
    {
        var next = Take() ?? throw new ProbeException($"{Ref.Path} expected {typeof(T).Name}{Hint(hint)} and received nothing.");
        if (next.Message is not T message) throw new ProbeException($"{Ref.Path} expected {typeof(T).Name}{Hint(hint)} and received {next.Message}.");
        if (isExpected is not null && !isExpected(message)) throw new ProbeException($"{Ref.Path} received a {typeof(T).Name} that was not expected{Hint(hint)}: {message}.");
        return message;
    }

    /// <summary>Takes the next message, which must equal this one.</summary>
    public T ExpectMsg<T>(T message, string? hint = null) => ExpectMsg<T>(m => Equals(m, message), hint ?? $"equal to {message}");

    /// <summary>Takes as many messages, in any order, as there are given.</summary>
    public IReadOnlyList<object> ExpectMsgAllOf(params IReadOnlyList<object> messages)
    {
        var got = messages.Select(_ => ExpectMsg<object>()).ToList();
        var missing = messages.ToList();
        // One by one: what is expected twice must come twice.
        foreach (var message in got) missing.Remove(message);
        return missing.Count == 0 ? got : throw new ProbeException($"{Ref.Path} did not receive {string.Join(", ", missing)} but {string.Join(", ", got)}.");
    }

    /// <summary>The next message is the end of a watched actor.</summary>
    public Terminated ExpectTerminated(IActorRef subject) => ExpectMsg<Terminated>(t => t.ActorRef.Equals(subject), $"of {subject}");

    /// <summary>Takes messages, passing over others, until one fits.</summary>
    public T FishForMessage<T>(Predicate<T>? isWanted = null)
    {
        while (true)
        {
            var next = Take() ?? throw new ProbeException($"{Ref.Path} waited for {typeof(T).Name} and received nothing more.");
            if (next.Message is T message && (isWanted is null || isWanted(message))) return message;
        }
    }

    /// <summary>
    /// Nothing has come, although all that was sent so far is handled. On real threads name those through whom a message would have come.
    /// </summary>
    /// <param name="through">In the order in which a message would pass them.</param>
    public void ExpectNoMsg(params IReadOnlyList<IActorRef> through)
    {
        _kit.Settle([.. through, Ref]);
        if (_queue.TryTake(out var unexpected)) throw new ProbeException($"{Ref.Path} expected nothing and received {unexpected.Message} from {unexpected.Sender.Path}.");
    }

    /// <summary>Takes all that has come.</summary>
    public IReadOnlyList<object> ReceivedSoFar()
    {
        var all = new List<object>();
        while (_queue.TryTake(out var next)) all.Add(next.Message);
        return all;
    }

    private Received? Take()
    {
        if (!_kit.TryTake(_queue, out var next)) return null;
        LastSender = next.Sender;
        return next;
    }

    private void Do(Action<IActorContext> act)
    {
        var order = new Order(act);
        Ref.Tell(order, ActorRefs.NoSender);
        _kit.Await(order.Done);
    }

    private static string Hint(string? hint) => hint is null ? "" : " " + hint;

    private sealed class Order(Action<IActorContext> act)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        [SuppressMessage("Design", "CA1031", Justification = "Whatever it throws belongs to the test that waits for it.")]
        public void Run(IActorContext context)
        {
            try
            {
                act(context);
                _done.SetResult();
            }
            catch (Exception cause)
            {
                _done.SetException(cause);
            }
        }
    }

    private sealed class ProbeActor(BlockingCollection<Received> queue) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Order order) order.Run(Context);
            else queue.Add(new Received(message, Sender));
        }
    }
}

/// <summary>A probe's expectation was not met.</summary>
public sealed class ProbeException : Exception
{
    internal ProbeException(string message)
        : base(message)
    {
    }
}
