using System.Collections.Concurrent;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Studio.Capture;
using Xunit;

namespace NTWorkstation.Studio.Tests.Capture;

/// <summary>A capture from a source of the test's into a real file.</summary>
internal sealed class CaptureRig : IAsyncDisposable
{
    private readonly string? _own;
    private readonly ActorSystem _system = ActorSystem.Create("studio");
    private readonly IActorRef _capture;
    private readonly TaskCompletionSource<CaptureResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CaptureRig(FakeInput input, Func<CaptureSettings, CaptureSettings>? change = null, string? folder = null)
    {
        Folder = folder ?? (_own = Directory.CreateTempSubdirectory("nt-capture-").FullName);
        var settings = new CaptureSettings
        {
            Id = "fake:",
            Request = new(),
            Path = File,
            Encoding = f => new() { Kind = MediaKind.Wav, Format = new(f.Rate, f.Channels, AudioFormat.DefaultMask(f.Channels)), Samples = SampleKind.S32 },
            Patience = new(0.5),
        };
        var listener = _system.ActorOf(Props.Create(() => new Listener(this)), "listener");
        _system.EventStream.Subscribe<CaptureTold>(listener);
        _capture = _system.ActorOf(CaptureActor.Props(new(input, new NativeOutput()), change?.Invoke(settings) ?? settings), "capture");
    }

    public string Folder { get; }
    public string File => Path.Combine(Folder, "out.wav");
    public ConcurrentQueue<CaptureTold> Told { get; } = new();

    public void Stop() => _capture.Tell(StopCapture.Instance, ActorRefs.NoSender);

    public Task<CaptureResult> Ended() => _ended.Task.WaitAsync(Wait.Patience, TestContext.Current.CancellationToken);

    /// <summary>Channel 1 of the finished file, as frames' numbers; what stands beside it has to be the same.</summary>
    public long[] Frames()
    {
        Assert.Equal([File], Directory.GetFiles(Folder, "*", new EnumerationOptions { AttributesToSkip = 0 }));
        using var reader = new NativeDecode().Open(File);
        var frames = new List<long>();
        var block = new AudioBlock(reader.Info.Format.Channels, 4096);
        while (reader.Read(block) > 0)
            for (var i = 0; i < block.Frames; i++)
            {
                Assert.Equal(block.Plane(0)[i], block.Plane(1)[i]);
                frames.Add((long)(block.Plane(0)[i] * 1048576));
            }
        return [.. frames];
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        if (_own is not null) Directory.Delete(_own, recursive: true);
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(CaptureRig rig) => Receive<CaptureTold>(told =>
        {
            rig.Told.Enqueue(told);
            if (told is CaptureTold.Ended ended) rig._ended.TrySetResult(ended.Result);
        });
    }
}
