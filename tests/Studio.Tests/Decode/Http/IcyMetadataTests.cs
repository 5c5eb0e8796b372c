using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NTWorkstation.Studio.Decode.Http;
using Xunit;

namespace NTWorkstation.Studio.Tests.Decode.Http;

public sealed class IcyMetadataTests
{
    /// <summary>Sound with blocks between it, and where in the sound each stands.</summary>
    public static byte[] Mixed(byte[] sound, int interval, Func<int, byte[]> block)
    {
        var mixed = new List<byte>();
        for (var (at, n) = (0, 0); at < sound.Length; at += interval, n++)
        {
            mixed.AddRange(sound.AsSpan(at, Math.Min(interval, sound.Length - at)));
            if (at + interval > sound.Length) break;
            var text = block(n);
            mixed.Add((byte)((text.Length + 15) / 16));
            mixed.AddRange(text);
            mixed.AddRange(new byte[(16 - text.Length % 16) % 16]);
        }
        return [.. mixed];
    }

    [Fact]
    public void Given_any_interval_blocks_and_pieces_then_the_sound_comes_out_byte_for_byte_and_titles_where_they_stand() =>
        Prop.ForAll(
            Gen.Choose(1, 400).SelectMany(interval => Gen.Choose(1, 700).SelectMany(piece => Gen.Choose(0, 1 << 20).Select(seed => (interval, piece, seed)))).ToArbitrary(),
            c =>
            {
                var random = new Random(c.seed);
                var sound = new byte[random.Next(1, 4000)];
                random.NextBytes(sound);
                var expected = new List<(int, string)>();
                var mixed = Mixed(sound, c.interval, n =>
                {
                    // Nothing, a title, noise, or as much as a block can hold.
                    switch (random.Next(4))
                    {
                        case 0: return [];
                        case 1:
                            expected.Add(((n + 1) * c.interval, $"Song {n}"));
                            return Encoding.UTF8.GetBytes($"StreamTitle='Song {n}';StreamUrl='x';");
                        case 2: return [.. Enumerable.Repeat((byte)'z', random.Next(1, 300))];
                        default: return new byte[255 * 16];
                    }
                });
                var metadata = new IcyMetadata(c.interval);
                var (heard, titles) = (new List<byte>(), new List<(int, string)>());
                for (var at = 0; at < mixed.Length; at += c.piece)
                {
                    var part = mixed[at..Math.Min(mixed.Length, at + c.piece)];
                    var before = heard.Count;
                    var count = metadata.Strip(part, (place, title) => titles.Add((before + place, title)));
                    heard.AddRange(part[..count]);
                }
                return heard.SequenceEqual(sound) && titles.SequenceEqual(expected);
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("StreamTitle='Don't stop';StreamUrl='';", "Don't stop")]
    [InlineData("streamtitle='a;b';", "a;b")]
    [InlineData("StreamTitle='no end", "no end")]
    [InlineData("StreamTitle='';", "")]
    [InlineData("StreamUrl='http://x';", null)]
    [InlineData("StreamTitle='a\u0007\nb\u001b[31m';", "a  b [31m")]
    public void Given_a_block_then_its_title_is_one_plain_line(string text, string? expected)
    {
        string? title = null;
        new IcyMetadata(1).Strip(Mixed([1], 1, _ => Encoding.UTF8.GetBytes(text)), (_, t) => title = t);
        Assert.Equal(expected, title);
    }

    [Fact]
    public void Given_bytes_that_are_no_utf8_then_they_are_read_as_latin1()
    {
        string? title = null;
        new IcyMetadata(1).Strip(Mixed([1], 1, _ => Encoding.Latin1.GetBytes("StreamTitle='Für Elise';")), (_, t) => title = t);
        Assert.Equal("Für Elise", title);
    }
}
