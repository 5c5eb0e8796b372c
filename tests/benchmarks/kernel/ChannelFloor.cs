using System.Threading.Channels;

namespace NTWorkstation.Kernel.Benchmarks;

/// <summary>The same work with nothing but unbounded System.Threading.Channels and a reading task each.</summary>
internal static class ChannelFloor
{
    private static readonly UnboundedChannelOptions OneReader = new() { SingleReader = true };

    public static async Task Tell(int messages, int receivers)
    {
        var channels = new Channel<object>[receivers];
        var readers = new Task[receivers];
        for (var i = 0; i < receivers; i++)
        {
            var channel = channels[i] = Channel.CreateUnbounded<object>(OneReader);
            var expected = messages / receivers;
            readers[i] = Task.Run(() => Count(channel.Reader, expected));
        }
        for (var m = 0; m < messages / receivers; m++)
            foreach (var channel in channels) channel.Writer.TryWrite(Tick.Instance);
        await Task.WhenAll(readers);
    }

    public static async Task PingPong(int messages)
    {
        var there = Channel.CreateUnbounded<object>(OneReader);
        var back = Channel.CreateUnbounded<object>(OneReader);
        var a = Task.Run(() => Pong(there.Reader, back.Writer, messages / 2));
        var b = Task.Run(() => Pong(back.Reader, there.Writer, messages / 2));
        there.Writer.TryWrite(Tick.Instance);
        await Task.WhenAll(a, b);
    }

    public static async Task Spawn(int count)
    {
        var all = new Task[count];
        for (var i = 0; i < count; i++)
        {
            var channel = Channel.CreateUnbounded<object>(OneReader);
            all[i] = Task.Run(() => Count(channel.Reader, 1));
            channel.Writer.TryWrite(Tick.Instance);
        }
        await Task.WhenAll(all);
    }

    private static async Task Count(ChannelReader<object> reader, int expected)
    {
        while (expected > 0)
        {
            await reader.WaitToReadAsync();
            while (reader.TryRead(out _)) expected--;
        }
    }

    private static async Task Pong(ChannelReader<object> reader, ChannelWriter<object> writer, int rounds)
    {
        while (rounds > 0)
        {
            await reader.WaitToReadAsync();
            while (reader.TryRead(out var message))
            {
                rounds--;
                writer.TryWrite(message);
            }
        }
    }
}
