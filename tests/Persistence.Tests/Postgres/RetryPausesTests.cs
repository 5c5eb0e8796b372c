using NTWorkstation.Persistence.Postgres;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Postgres;

public class RetryPausesTests
{
    [Fact]
    public async Task Given_pauses_then_they_double_up_to_the_longest_with_half_of_each_at_random_until_the_patience_ends()
    {
        for (var run = 0; run < 20; run++)
        {
            var time = new VirtualTime();
            var pauses = new RetryPauses(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), time);
            foreach (var longest in new[] { 1, 2, 4, 4 })
            {
                var pause = pauses.WaitAsync(CancellationToken.None);
                time.Advance(TimeSpan.FromSeconds(longest / 2.0) - TimeSpan.FromMilliseconds(1));
                Assert.False(pause.IsCompleted, $"The pause is shorter than half of {longest} s.");
                time.Advance(TimeSpan.FromSeconds(longest / 2.0) + TimeSpan.FromMilliseconds(1));
                await pause.WaitAsync(TimeSpan.FromSeconds(30));
            }
            Assert.True(pauses.AreOver);
            Assert.False(new RetryPauses(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), time).AreOver);
        }
    }
}
