using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>Questions whose answer races with a time-out, a cancellation, the end of who is asked and the end of the system.</summary>
public class AskStormTests
{
    private const int Each = 25;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private sealed record Question(int Number);

    private sealed record Answer(int Number);

    [Theory]
    [InlineData(Schedule.Seeded, 60)]
    [InlineData(Schedule.Threads, 25)]
    public void Given_questions_when_who_is_asked_stops_then_each_ends_once_and_typed_and_a_late_answer_is_a_dead_letter(Schedule schedule, int seeds) =>
        Storm.Play(schedule, seeds, QuestionsAndAStop);

    [Theory]
    [InlineData(Schedule.Seeded, 60)]
    [InlineData(Schedule.Threads, 25)]
    public void Given_questions_when_the_system_ends_then_each_ends_and_those_that_waited_say_so(Schedule schedule, int seeds) =>
        Storm.Play(schedule, seeds, QuestionsAndTheEnd);

    internal static void QuestionsAndAStop(Scene scene)
    {
        var random = scene.Random;
        var letters = scene.DeadLetters();
        var answered = new Counter();
        var oracle = scene.ActorOf(() => new Oracle(scene, answered));
        using var cancellation = new CancellationTokenSource();
        var asked = new[] { new List<Task<Answer>>(), new List<Task<Answer>>() };
        scene.Play(
            Asker(0), Asker(1),
            Scene.Times(12, _ => scene.Time.Advance(Wait / 4)),
            Scene.After(random.Next(60), () => scene.System.Stop(oracle)),
            Scene.After(random.Next(60), cancellation.Cancel));
        scene.System.Stop(oracle);
        scene.Time.Advance(Wait * 2);
        scene.Settle();

        var questions = asked.SelectMany(a => a).ToArray();
        foreach (var question in questions) Ended(scene, question);
        var got = questions.Count(q => q.IsCompletedSuccessfully);
        // Every answer that was given reached its asker or the dead letters: one of the two.
        Assert.Equal(answered.Count, got + letters.Of<Answer>().Count);
        Assert.Equal(answered.Count, letters.Of<Answer>().Select(a => a.Number).Concat(questions.Where(q => q.IsCompletedSuccessfully).Select(q => q.Result.Number)).Distinct().Count());
        foreach (var question in questions.Where(q => !q.IsCompletedSuccessfully))
            Assert.True(Cause(question) is AskTimeoutException or AskUndeliveredException or OperationCanceledException, $"{Cause(question)}");

        IEnumerable<Step> Asker(int number) => Scene.Times(Each, i =>
            asked[number].Add(oracle.Ask<Answer>(new Question(number * Each + i), Wait, i % 3 == 0 ? cancellation.Token : CancellationToken.None)));
    }

    internal static void QuestionsAndTheEnd(Scene scene)
    {
        var random = scene.Random;
        var oracle = scene.ActorOf(() => new Oracle(scene, new Counter()));
        var asked = new[] { new List<Task<Answer>>(), new List<Task<Answer>>() };
        scene.Play(Asker(0), Asker(1), Scene.After(random.Next(40), () => _ = scene.System.Terminate()));

        // No time has passed: who was not answered was not left waiting either.
        foreach (var question in asked.SelectMany(a => a))
        {
            Ended(scene, question);
            if (!question.IsCompletedSuccessfully) Assert.True(Cause(question) is ActorSystemTerminatedException or AskUndeliveredException, $"{Cause(question)}");
        }
        Assert.IsType<ActorSystemTerminatedException>(Cause(oracle.Ask<Answer>(new Question(0))));

        IEnumerable<Step> Asker(int number) => Scene.Times(Each, i => asked[number].Add(oracle.Ask<Answer>(new Question(number * Each + i), Timeout.InfiniteTimeSpan)));
    }

    // The rest of Ask runs on the pool; that it ends is certain by now, when is not.
    private static void Ended(Scene scene, Task question)
    {
        try
        {
            scene.Kit.Await(question);
        }
        catch (Exception failure) when (failure is not TimeoutException)
        {
            Assert.True(question.IsCompleted);
        }
    }

    private static Exception Cause(Task question)
    {
        try
        {
            question.GetAwaiter().GetResult();
        }
        catch (Exception failure)
        {
            return failure;
        }
        throw new InvalidOperationException("The question was answered.");
    }

    private sealed class Counter
    {
        public int Count;
    }

    /// <summary>Answers at once, later, or never; fails at some questions.</summary>
    private sealed class Oracle(Scene scene, Counter answered) : UntypedActor
    {
        private readonly Queue<(Question Question, IActorRef Asker)> _later = [];

        protected override void OnReceive(object message)
        {
            var question = (Question)message;
            scene.Pause();
            switch (question.Number % 7)
            {
                case 0:
                    break;
                case 1 or 2 or 3:
                    _later.Enqueue((question, Sender));
                    break;
                case 4 when question.Number % 2 == 0:
                    throw new InvalidDataException("An oracle fails now and then.");
                default:
                    Reply(question, Sender);
                    break;
            }
            if (_later.Count > 3)
                while (_later.TryDequeue(out var owed)) Reply(owed.Question, owed.Asker);
        }

        protected override void PostStop()
        {
            while (_later.TryDequeue(out var owed)) Reply(owed.Question, owed.Asker);
        }

        private void Reply(Question question, IActorRef asker)
        {
            answered.Count++;
            asker.Tell(new Answer(question.Number), Self);
        }
    }
}
