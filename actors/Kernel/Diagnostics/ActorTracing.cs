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

    private static readonly ActivitySource? Source = CreateSource();

    internal static bool IsListening => Source is not null && Source.HasListeners();

    internal static object Carry(object message) => Activity.Current is { } activity ? new TracedMessage(message, activity.Context) : message;

    internal static Activity? Begin(TracedMessage message, ActorCell receiver)
    {
        var outer = Activity.Current;
        try
        {
            var activity = Source?.StartActivity($"receive {message.Message.GetType().Name}", ActivityKind.Consumer, message.Context);
            activity?.SetTag("nt.actor.path", receiver.Self.Path.ToString());
            return activity;
        }
        // What a listener throws fails no actor; the handling is not traced then.
        catch (Exception)
        {
            Activity.Current = outer;
            return null;
        }
    }

    /// <param name="outer">What is current afterwards, on this thread.</param>
    internal static void End(Activity? activity, Activity? outer)
    {
        if (activity is null) return;
        try
        {
            activity.Dispose();
        }
        catch (Exception)
        {
            // As in Begin.
        }
        finally
        {
            Activity.Current = outer;
        }
    }

    private static ActivitySource? CreateSource()
    {
        try
        {
            return new ActivitySource(SourceName);
        }
        // A listener that throws when it is asked whether it listens.
        catch (Exception)
        {
            return null;
        }
    }
}
