using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Transport;
using Xunit;

namespace NTWorkstation.Contracts.Tests.Transport;

public sealed class TransportJsonTests
{
    private static readonly QueueEntry Entry = new(new(7), "/music/a b.flac", "Title \"quoted\" é", "Artist", null, new Seconds(61.5));

    private static readonly ProcessorSettings Eq = ProcessorSettings.Of(new EqSpec([new(EqType.Peaking, new(1000), 0.7, new(3))]));

    public static TheoryData<TransportCommand> Commands =>
    [
        new Play(), new Pause(), new TogglePause(), new Stop(), new SeekTo(new(12.25)), new SeekBy(new(-5)), new Next(), new Previous(),
        new PlayEntry(new(3), new(1)), new Enqueue(["/a.flac", "tone:sine?hz=997"], new EntryId(2)), new Enqueue([]), new RemoveEntries([new(1), new(9)]),
        new MoveEntry(new(4), null), new ClearQueue(), new SetLoop(LoopMode.Queue), new SetShuffle(true), new SetStopAfterCurrent(true),
        new SetVolume(new(-12.5)), new GetStatus(), new GetEvents(-1),
        new LoadChain([Eq, ProcessorSettings.Of(new GainSpec(new(-3)))]), new LoadChain([]), new InsertStage("eq", [new("bands[0].f_hz", "1 kHz")], "limiter"), new InsertStage("limiter", []),
        new RemoveStage("eq#2"), new MoveStage("3", "1"), new MoveStage("3"), new BypassStage("3", true), new SetStage("3", [new("gain_db", "+3 dB")]),
    ];

    public static TheoryData<TransportEvent> Events =>
    [
        new StateChanged(TransportState.Playing, new(1.5), new EntryId(7)), new StateChanged(TransportState.Stopped, new(0)), new EntryBegan(Entry, new(0)),
        new EntryEnded(new(7)), new EntryEnded(new(7), new(61.5)), new Sought(new(7), new(30), new(2.5)), new EntrySkipped(new(7), "not there"), new EntryDamaged(new(7), 2), new Sought(new(7), new(30)), new QueueChanged([Entry, Entry with { Duration = null }]),
        new ModesChanged(LoopMode.Entry, true, false), new VolumeChanged(new(-3)),
        new OutputOpened(new("pulse:nt", new(48000), 2, "S32", new(0.1), true)), new OutputOpened(new("alsa:hw:0,0", new(512 * 48000), 2, "DSD_U32_BE", new(0.1), true)), new OutputLost("pulse:nt", "gone", new(0.5)), new OutputLost("alsa:hw:0,0", "gone", default) { MovesTo = "pulse:" }, new OutputFailed("pulse:nt", "gone"),
        new SoundMissing(new(7), new(2)), new SoundBack(new(7), new(2)), new StageFailed("1 eq", "NaN", false), new StageRestarted("1 eq"),
        new BitPerfectChanged(false, ["the volume is -3 dB"]), new DsdConverted(new(7), "a chain is in the way"),
        new ChainEdited(ChainEdit.Inserted, "2 eq", [new(1, ProcessorSettings.Of(new GainSpec(new(-3))), true), new(2, Eq, false, "it failed")]), new ChainEdited(ChainEdit.Loaded, "", []),
        new StreamTitleChanged(new(7), "A – B", new(2)), new SourceInterrupted(new(7), "cut", new(0.25)), new SourceResumed(new(7), true), new SourceSkipped(new(7), new(1)),
        new LoopEnded("too short"),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_reads_back_as_it_was_written(TransportCommand command)
    {
        var bytes = TransportJson.Write(command);
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(TransportJson.Write(TransportJson.ReadCommand(bytes))));
        Assert.Equal(command.GetType(), TransportJson.ReadCommand(bytes).GetType());
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_reads_back_as_it_was_written(TransportEvent e)
    {
        var bytes = TransportJson.Write(e);
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(TransportJson.Write(TransportJson.ReadEvent(bytes))));
        Assert.Equal(e.GetType(), TransportJson.ReadEvent(bytes).GetType());
    }

    [Fact]
    public void A_status_reads_back_as_it_was_written()
    {
        var status = new StatusReply(new()
        {
            State = TransportState.Paused,
            Position = new(2.5),
            Queue = [Entry],
            Loop = LoopMode.Off,
            IsShuffled = false,
            StopsAfterCurrent = false,
            Volume = new(0),
            IsBitPerfect = false,
            BitPerfectReasons = ["a chain is in the way"],
            MissingFrames = 12,
            Chain = [new(4, Eq)],
        });
        var bytes = TransportJson.Write(status);
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(TransportJson.Write(TransportJson.ReadReply(bytes))));
        var events = TransportJson.Write(new EventsReply(5, [new EntryEnded(new(7)), new SoundBack(new(7), new(2))], 3));
        Assert.Equal(Encoding.UTF8.GetString(events), Encoding.UTF8.GetString(TransportJson.Write(TransportJson.ReadReply(events))));
        Assert.IsType<Done>(TransportJson.ReadReply(TransportJson.Write(new Done())));
        Assert.Equal("no such entry", Assert.IsType<Refused>(TransportJson.ReadReply(TransportJson.Write(new Refused("no such entry")))).Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"command\":\"dance\"}")]
    [InlineData("{\"command\":\"seek-to\"}")]
    [InlineData("{\"command\":\"seek-to\",\"position\":1e999}")]
    [InlineData("{\"command\":\"seek-to\",\"position\":1,\"extra\":2}")]
    [InlineData("{\"command\":\"play-entry\",\"entry\":0}")]
    [InlineData("{\"command\":\"set-loop\",\"loop\":1}")]
    [InlineData("{\"command\":\"enqueue\",\"addresses\":[null]}")]
    [InlineData("{\"command\":\"load-chain\"}")]
    [InlineData("{\"command\":\"load-chain\",\"processors\":[{\"processor\":\"gain\",\"gain_db\":1000}]}")]
    [InlineData("{\"command\":\"insert-stage\",\"processor\":\"gain\"}")]
    public void What_is_no_command_is_refused(string json) => Assert.Throws<ContractException>(() => TransportJson.ReadCommand(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(typeof(TransportCommand))]
    [InlineData(typeof(TransportEvent))]
    [InlineData(typeof(TransportReply))]
    public void Every_kind_has_a_word_of_its_own(Type kind)
    {
        var words = kind.GetCustomAttributes<JsonDerivedTypeAttribute>().ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);
        Assert.Equal(kind.Assembly.GetTypes().Where(t => t.BaseType == kind).ToHashSet(), words.Keys.ToHashSet());
        Assert.Equal(words.Count, words.Values.Distinct().Count());
    }
}
