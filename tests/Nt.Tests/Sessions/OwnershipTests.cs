using System.Text;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Endpoint;
using Xunit;

namespace NTWorkstation.Nt.Tests.Sessions;

public sealed class OwnershipTests : IDisposable
{
    private readonly SessionHome _home = new();
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public OwnershipTests() => _home.Run("new", "single");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Given_a_session_that_is_open_elsewhere_then_commands_are_carried_out_there_and_a_second_owner_is_refused()
    {
        using var owner = await OwnerProcess.OpenAsync(_home, "single", Cancellation);
        Assert.Contains("set marker \"a\"", _home.Run("marker", "single", "a", "--at", "1"));
        Assert.Contains("set marker \"a\"", await owner.LineAsync(Cancellation));
        Assert.Contains("Did you mean", _home.Try("marker", "single", "ab", "--remove").Error);

        var second = _home.Try("open", "single");
        Assert.Equal(1, second.Code);
        Assert.Contains("--take-over", second.Error);

        owner.Signal(OwnerProcess.Interrupt);
        Assert.Equal(0, (await owner.EndAsync(Cancellation)).Code);
        Assert.Contains("undid event 2: set marker \"a\"", _home.Run("undo", "single"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[[[[")]
    [InlineData("{\"name\":\"x\"}")]
    public async Task Given_a_request_that_is_no_command_then_it_is_answered_as_one_and_the_owner_goes_on(string request)
    {
        using var owner = await OwnerProcess.OpenAsync(_home, "single", Cancellation);
        var socket = Assert.Single(Directory.GetFiles(Path.Combine(_home.Folder, "ntworkstation", "owners"), "*.sock"));
        await using (var client = await ControlClient.TryConnectAsync(socket, 10_000, Cancellation))
        {
            Assert.IsType<CommandFailed>(SessionReplyJson.Read((await client!.AskAsync(Encoding.UTF8.GetBytes(request), Cancellation))!));
            Assert.IsType<CommandApplied>(SessionReplyJson.Read((await client.AskAsync(SessionCommandJson.Write(new SetMarker("m", new(1))), Cancellation))!));
        }
        owner.Signal(OwnerProcess.Interrupt);
        Assert.Equal(0, (await owner.EndAsync(Cancellation)).Code);
    }

    [Fact]
    public async Task Given_an_owner_that_another_environment_started_then_it_is_found()
    {
        using var owner = await OwnerProcess.OpenAsync(_home, "single", Cancellation);
        // From a terminal over the network, or a timer: there no runtime folder is named.
        var elsewhere = new Dictionary<string, string>(_home.Environment);
        elsewhere.Remove("XDG_RUNTIME_DIR");
        var marked = InProcess.Run(new InProcess.Setting { Environment = elsewhere }, ["session", "marker", "single", "a", "--at", "1"]);
        Assert.True(marked.Code == 0, marked.Error);
        Assert.Contains("set marker \"a\"", await owner.LineAsync(Cancellation));
    }

    [Fact]
    public async Task Given_an_owner_that_was_killed_then_the_next_command_owns_the_session_and_nothing_is_lost()
    {
        using var owner = await OwnerProcess.OpenAsync(_home, "single", Cancellation);
        for (var i = 1; i <= 5; i++) _home.Run("marker", "single", $"m{i}", "--at", $"{i}");
        owner.Kill();
        Assert.StartsWith("     7  set marker \"after\"", _home.Run("marker", "single", "after", "--at", "9"));
        var log = _home.Run("log", "single");
        for (var i = 1; i <= 5; i++) Assert.Contains($"set marker \"m{i}\"", log);
    }

    [Fact]
    public async Task Given_an_owner_that_is_frozen_when_the_session_is_taken_over_then_what_it_wakes_up_with_is_refused()
    {
        using var owner = await OwnerProcess.OpenAsync(_home, "single", Cancellation);
        owner.Signal(OwnerProcess.Stop);
        Assert.Contains("set marker \"b\"", _home.Run("marker", "single", "b", "--at", "1", "--take-over"));
        owner.Signal(OwnerProcess.Continue);
        // The first command still goes to the zombie, whose write is refused; then it has ended and the session is free.
        Assert.Contains("     3  set marker \"c\"", _home.Run("marker", "single", "c", "--at", "2"));
        var (code, error) = await owner.EndAsync(Cancellation);
        Assert.Equal(1, code);
        Assert.Contains("taken the session over", error);
        Assert.Equal(3, _home.Run("log", "single").Split('\n').Count(l => l.Contains("  ", StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("Category", "full")]
    public async Task Given_an_owner_that_is_frozen_when_nobody_takes_over_then_the_command_ends_and_says_what_to_do()
    {
        using var owner = await OwnerProcess.OpenAsync(_home, "single", Cancellation);
        owner.Signal(OwnerProcess.Stop);
        var run = _home.Try("marker", "single", "b", "--at", "1");
        Assert.Equal(1, run.Code);
        Assert.Contains("--take-over", run.Error);
        owner.Signal(OwnerProcess.Continue);
    }

    [Fact]
    public async Task Given_many_commands_at_once_then_each_is_kept_once_in_one_order()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => _home.Run("marker", "single", $"m{i}", "--at", $"{i}"), Cancellation)));
        var log = _home.Run("log", "single");
        for (var i = 0; i < 8; i++) Assert.Single(log.Split('\n'), l => l.EndsWith($"set marker \"m{i}\" at 0:0{i}.000", StringComparison.Ordinal));
        Assert.Contains("     9  ", log);
    }
}
