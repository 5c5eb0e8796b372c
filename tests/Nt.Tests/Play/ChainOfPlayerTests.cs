using NTWorkstation.Contracts.Chains;
using NTWorkstation.Audio.Chain;
using Xunit;

namespace NTWorkstation.Nt.Tests.Play;

/// <summary>nt transport chain … on a player in another process.</summary>
public sealed class ChainOfPlayerTests : PlayTest
{
    [Fact]
    public async Task A_chain_is_edited_shown_saved_and_loaded_while_it_plays()
    {
        using var player = Start("tone:sine?hz=997&db=-20", "--output", "null");
        await player.Playing();
        Assert.Contains("empty", player.Run("chain", "show"), StringComparison.Ordinal);
        player.Run("chain", "insert", "limiter");
        player.Run("chain", "insert", "eq", "bands[0].f_hz=80", "bands[0].gain_db=+4 dB", "--before", "limiter");
        player.Run("chain", "set", "eq.bands[0].gain_db=2", "1.tp_db=-2");
        player.Run("chain", "insert", "gain", "gain_db=-3");
        player.Run("chain", "bypass", "gain");
        Assert.Equal(["2 eq", "1 limiter", "3 gain"], player.Status().Chain.Select(s => s.Name));
        Assert.Contains("2 eq → 1 limiter → 3 gain (bypassed)", player.Run("status"), StringComparison.Ordinal);
        Assert.Contains("bands[0].gain_db=2", player.Run("chain", "show"), StringComparison.Ordinal);
        player.Run("chain", "move", "eq");
        Assert.Contains("1 stage left out", player.Run("chain", "save", In("c.json")), StringComparison.Ordinal);
        var saved = ChainJson.Read(await File.ReadAllTextAsync(In("c.json"), TestContext.Current.CancellationToken));
        Assert.Equal([typeof(LimiterSpec), typeof(EqSpec)], saved.Select(s => s.GetType()));
        Assert.Equal(-2, ((LimiterSpec)saved[0]).Ceiling.Value);
        player.Run("chain", "clear");
        Assert.Empty(player.Status().Chain);
        player.Run("chain", "load", In("c.json"));
        Assert.Equal(["limiter", "eq"], player.Status().Chain.Select(s => s.Processor.Processor));

        Assert.Equal(2, player.Try("chain", "remove", "77").Code);
        Assert.Contains("There is no stage 77", player.Try("chain", "remove", "77").Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean", player.Try("chain", "set", "limiter.tp=3").Error, StringComparison.Ordinal);
        Assert.Contains("gain_db=3", player.Try("chain", "set", "limiter").Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(In("bad.json"), "{\"version\":1,\"chain\":[{\"processor\":\"gain\"}]}", TestContext.Current.CancellationToken);
        Assert.Equal(3, player.Try("chain", "load", In("bad.json")).Code);
        Assert.Contains("channels", player.Try("chain", "insert", "crossover", "f_hz=500").Error, StringComparison.Ordinal);
        Assert.Equal(["limiter", "eq"], player.Status().Chain.Select(s => s.Processor.Processor));
    }

    [Fact]
    public async Task A_bit_perfect_player_refuses_stages()
    {
        using var player = Start("tone:sine?hz=997&db=-20", "--output", "null", "--bit-perfect");
        await player.Playing();
        var refused = player.Try("chain", "insert", "limiter");
        Assert.Equal(2, refused.Code);
        Assert.Contains("--bit-perfect", refused.Error, StringComparison.Ordinal);
    }
}
