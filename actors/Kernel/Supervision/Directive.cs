namespace NTWorkstation.Kernel.Supervision;

/// <summary>The answer to a child's failure.</summary>
public enum Directive
{
    /// <summary>Go on with the same instance; the message that failed is gone.</summary>
    Resume,
    /// <summary>A new instance takes over the mailbox; the message that failed is gone.</summary>
    Restart,
    Stop,
    /// <summary>The supervisor fails with the same cause.</summary>
    Escalate,
}
