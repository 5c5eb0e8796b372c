using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Dispatch;

/// <summary>A message with its sender, as a mailbox holds it.</summary>
internal readonly record struct Envelope(object Message, IActorRef Sender);
