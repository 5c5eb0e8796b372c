namespace NTWorkstation.Persistence.Tests.Actor;

/// <summary>Runs what it is given at once on the caller's thread, so that a seeded test decides every order.</summary>
internal sealed class InlineScheduler : TaskScheduler
{
    protected override IEnumerable<Task> GetScheduledTasks() => [];

    protected override void QueueTask(Task task) => TryExecuteTask(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);
}
