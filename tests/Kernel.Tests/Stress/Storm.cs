using System.Globalization;
using Xunit.Sdk;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>
/// Plays one scenario under many schedules. A failure names its schedule and seed; NT_STRESS_SEED=17 plays that seed alone, again and again
/// where the threads are real.
/// </summary>
internal static class Storm
{
    private const int RepetitionsOfOneSeed = 50;

    public static void Play(Schedule schedule, int seeds, Action<Scene> scenario)
    {
        var only = Environment.GetEnvironmentVariable("NT_STRESS_SEED");
        var played = only is null ? Enumerable.Range(1, seeds) : Enumerable.Repeat(int.Parse(only, CultureInfo.InvariantCulture), schedule == Schedule.Seeded ? 1 : RepetitionsOfOneSeed);
        foreach (var seed in played)
        {
            try
            {
                using var scene = new Scene(schedule, seed);
                scenario(scene);
            }
            catch (Exception failure)
            {
                throw new XunitException($"Schedule {schedule}, seed {seed} (NT_STRESS_SEED={seed} plays it alone): {failure.Message}", failure);
            }
        }
    }
}
