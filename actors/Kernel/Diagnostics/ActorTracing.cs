using System.Diagnostics;
using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Diagnostics;

/// <summary>A message with the trace it belongs to. Made only while somebody listens.</summary>
internal sealed class TracedMessage(object message, ActivityContext context) : AutoReceivedMessage
{
    public object Message => message;

    public ActivityContext Context => context;

    public static object Unwrap(object message) => message is TracedMessage traced ? traced.Message : message;
}

/// <summary>Traces through messages: what an actor does for a message is a child of what sent it. In the source "NTWorkstation.Kernel".</summary>
public static class ActorTracing
{
    public const string SourceName = "NTWorkstation.Kernel";

    private static readonly ActivitySource Source = new(SourceName);

    internal static bool IsListening => Source.HasListeners();

    internal static object Carry(object message) => Activity.Current is { } activity ? new TracedMessage(message, activity.Context) : message;

    internal static Activity? Begin(TracedMessage message, ActorCell receiver)
    {
        var activity = Source.StartActivity($"receive {message.Message.GetType().Name}", ActivityKind.Consumer, message.Context);
        activity?.SetTag("nt.actor.path", receiver.Self.Path.ToString());
        return activity;
    }
}
