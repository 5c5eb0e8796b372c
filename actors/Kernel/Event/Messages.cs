using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Event;

/// <summary>A message nobody could receive: the recipient had ended, ended before it came to it, or its mailbox was full.</summary>
public sealed record DeadLetter(object Message, IActorRef Sender, IActorRef Recipient);

/// <summary>A message no behaviour of its recipient knew.</summary>
public sealed record UnhandledMessage(object Message, IActorRef Sender, IActorRef Recipient);
