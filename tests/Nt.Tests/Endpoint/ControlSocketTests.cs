using System.Buffers.Binary;
using System.Net.Sockets;
using NTWorkstation.Nt.Endpoint;
using Xunit;

namespace NTWorkstation.Nt.Tests.Endpoint;

public sealed class ControlSocketTests : IDisposable
{
    private const int Most = 1000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-socket-");
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    private string Socket => Path.Combine(_folder.FullName, "s");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Given_several_clients_then_each_is_answered_in_its_order()
    {
        await using var server = ControlServer.Start(Socket, Most, request => Task.FromResult<byte[]>([.. request.Reverse()]));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Socket));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async client =>
        {
            await using var link = await ControlClient.TryConnectAsync(Socket, Most, Cancellation);
            for (byte i = 0; i < 20; i++) Assert.Equal([i, (byte)client], (await link!.AskAsync(new byte[] { (byte)client, i }, Cancellation))!);
        }));
    }

    [Fact]
    public async Task Given_nobody_who_listens_then_there_is_no_connection()
    {
        Assert.Null(await ControlClient.TryConnectAsync(Socket, Most, Cancellation));
        // What a killed process left behind is in nobody's way.
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)) left.Bind(new UnixDomainSocketEndPoint(Socket));
        await using (ControlServer.Start(Socket, Most, request => Task.FromResult(request)))
        {
            await using var link = await ControlClient.TryConnectAsync(Socket, Most, Cancellation);
            Assert.Equal([1], (await link!.AskAsync(new byte[] { 1 }, Cancellation))!);
        }
        Assert.False(File.Exists(Socket));
    }

    [Fact]
    public void Given_a_file_of_that_name_then_it_is_kept()
    {
        File.WriteAllText(Socket, "music");
        Assert.Contains("no socket", Assert.Throws<IOException>(() => ControlServer.Start(Socket, Most, Task.FromResult)).Message, StringComparison.Ordinal);
        Assert.Equal("music", File.ReadAllText(Socket));
    }

    [Fact]
    public async Task Given_a_name_that_is_too_long_for_sockets_then_nobody_listens() =>
        Assert.Null(await ControlClient.TryConnectAsync(Path.Combine(_folder.FullName, new string('x', 120)), Most, Cancellation));

    [Fact]
    public async Task Given_a_request_in_work_when_the_server_ends_then_it_is_answered_first()
    {
        var begun = new TaskCompletionSource();
        var held = new TaskCompletionSource<byte[]>();
        var server = ControlServer.Start(Socket, Most, _ =>
        {
            begun.SetResult();
            return held.Task;
        });
        await using var link = await ControlClient.TryConnectAsync(Socket, Most, Cancellation);
        var asking = link!.AskAsync(new byte[] { 1 }, Cancellation);
        await begun.Task;
        var ending = server.DisposeAsync().AsTask();
        held.SetResult([7]);
        Assert.Equal([7], (await asking)!);
        await ending;
        // What comes too late was not looked at, and may be asked of another.
        Assert.Empty((await link.AskAsync(new byte[] { 2 }, Cancellation))!);
    }

    [Fact]
    public async Task Given_clients_in_the_queue_when_the_server_ends_then_none_of_them_takes_itself_for_heard()
    {
        for (var round = 0; round < 20; round++)
        {
            var heard = 0;
            var server = ControlServer.Start(Socket, Most, request =>
            {
                Interlocked.Increment(ref heard);
                return Task.FromResult(request);
            });
            var clients = Enumerable.Range(0, 8).Select(async _ =>
            {
                await using var link = await ControlClient.TryConnectAsync(Socket, Most, Cancellation);
                return link is null ? [] : await link.AskAsync(new byte[] { 1 }, Cancellation);
            }).ToArray();
            if (round % 2 == 0) await Task.Yield();
            await server.DisposeAsync();
            var answers = await Task.WhenAll(clients);
            Assert.All(answers, Assert.NotNull);
            Assert.Equal(heard, answers.Count(a => a!.Length > 0));
        }
    }

    [Fact]
    public async Task Given_a_client_that_never_reads_when_the_server_ends_then_it_does_not_wait_for_it()
    {
        var answered = new TaskCompletionSource();
        var server = ControlServer.Start(Socket, Most, _ =>
        {
            answered.TrySetResult();
            return Task.FromResult(new byte[64 * 1024 * 1024]);
        }, TimeSpan.FromMilliseconds(50));
        using var slow = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await slow.ConnectAsync(new UnixDomainSocketEndPoint(Socket), Cancellation);
        await slow.SendAsync(new byte[] { 1, 0, 0, 0, 9 }, Cancellation);
        await answered.Task.WaitAsync(Cancellation);
        await server.DisposeAsync();
        Assert.False(File.Exists(Socket));
    }

    [Theory]
    [InlineData(Most + 1)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public async Task Given_a_message_that_announces_too_much_then_the_client_is_let_go_and_others_are_served(int length)
    {
        await using var server = ControlServer.Start(Socket, Most, request => Task.FromResult(request));
        using var hostile = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await hostile.ConnectAsync(new UnixDomainSocketEndPoint(Socket), Cancellation);
        var head = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(head, length);
        await hostile.SendAsync(head, Cancellation);
        var greeting = new byte[5];
        Assert.Equal(4, await hostile.ReceiveAsync(greeting, Cancellation));
        Assert.Equal(new byte[5], greeting);
        Assert.Equal(0, await hostile.ReceiveAsync(new byte[1], Cancellation));
        await using var link = await ControlClient.TryConnectAsync(Socket, Most, Cancellation);
        Assert.Equal([1], (await link!.AskAsync(new byte[] { 1 }, Cancellation))!);
    }
}
