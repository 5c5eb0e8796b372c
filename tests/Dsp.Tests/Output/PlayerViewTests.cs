using NTWorkstation.Dsp.Output;
using Xunit;

namespace NTWorkstation.Dsp.Tests.Output;

/// <summary>What players leave in shared memory.</summary>
public sealed class PlayerViewTests : IDisposable
{
    private readonly string _digits = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..15];
    private readonly List<string> _made = [];

    public void Dispose()
    {
        foreach (var path in _made) File.Delete(path);
    }

    private string Name(int k) => $"view-{_digits}{k:x}";

    private string Left(string name, int bytes)
    {
        var path = "/dev/shm/ntworkstation-" + name;
        _made.Add(path);
        File.WriteAllBytes(path, new byte[bytes]);
        return path;
    }

    [Fact]
    public void Given_a_view_of_a_player_that_was_killed_and_one_of_a_player_that_lives_then_only_the_first_is_removed()
    {
        var views = new NativePlayerViews();
        using (views.Create(Name(0), new()))
        {
            _made.Add("/dev/shm/ntworkstation-" + Name(0));
            var dead = Left(Name(1), 4096);
            Assert.InRange(views.Sweep(), 1, int.MaxValue);
            Assert.False(File.Exists(dead));
            Assert.True(File.Exists(_made[0]), "a living player's view stays");
            views.Sweep();
            Assert.True(File.Exists(_made[0]));
        }
        Assert.False(File.Exists(_made[0]));
    }

    [Fact]
    public void Given_what_is_just_being_made_or_is_no_players_view_then_it_stays()
    {
        string[] kept = [Left(Name(2), 0), Left($"view-{_digits}", 4096), Left($"view-{_digits}g", 4096), Left($"{_digits}", 4096)];
        new NativePlayerViews().Sweep();
        Assert.All(kept, path => Assert.True(File.Exists(path), path));
    }

    [Fact]
    public async Task Given_many_that_sweep_while_players_begin_in_the_places_of_dead_ones_then_every_player_has_its_view()
    {
        var views = new NativePlayerViews();
        using var over = new CancellationTokenSource();
        var sweeping = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!over.IsCancellationRequested) views.Sweep();
        })).ToList();
        for (var round = 0; round < 50; round++)
        {
            var path = Left(Name(3), 4096);
            using var view = views.Create(Name(3), new());
            Assert.True(File.Exists(path));
            Assert.True(new FileInfo(path).Length > 4096);
        }
        await over.CancelAsync();
        await Task.WhenAll(sweeping);
    }
}
