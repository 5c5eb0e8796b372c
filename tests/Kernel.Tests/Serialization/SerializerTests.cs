using System.Text;
using System.Text.Json.Serialization;
using NTWorkstation.Kernel.Serialization;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Serialization;

public partial class SerializerTests
{
    internal interface IEvent;

    internal sealed record Named(string Name) : IEvent;

    internal sealed record Counted(int Count, double? Gain);

    internal sealed record Stranger;

    [JsonSerializable(typeof(Named))]
    [JsonSerializable(typeof(Counted))]
    private sealed partial class Shapes : JsonSerializerContext;

    private static readonly JsonManifestSerializer Events = new(
        7, new("named:1", Shapes.Default.Named), new("named:2", Shapes.Default.Named), new("counted:1", Shapes.Default.Counted));

    [Fact]
    public void Given_a_value_when_written_and_read_then_it_is_the_same_and_its_bytes_are_JSON()
    {
        var registry = SerializerRegistry.Of(Events);
        var written = registry.Serialize(new Counted(3, 0.1));
        Assert.Equal((7, "counted:1", """{"Count":3,"Gain":0.1}"""), (written.SerializerId, written.Manifest, Encoding.UTF8.GetString(written.Bytes)));
        Assert.Equal(new Counted(3, 0.1), registry.Deserialize(written.SerializerId, written.Manifest, written.Bytes));
    }

    [Fact]
    public void Given_several_manifests_of_a_type_then_all_are_read_and_the_last_is_written()
    {
        var registry = SerializerRegistry.Of(Events);
        var written = registry.Serialize(new Named("x"));
        Assert.Equal("named:2", written.Manifest);
        Assert.Equal(new Named("x"), registry.Deserialize(7, "named:1", written.Bytes));
        Assert.Equal(["counted:1", "named:1", "named:2"], Events.Manifests.Order());
        Assert.Equal(2, Events.Types.Count);
    }

    [Theory]
    [InlineData(8, "named:1", "{}", "No serializer has the identifier 8")]
    [InlineData(7, "named:3", "{}", "The manifest \"named:3\" is unknown")]
    [InlineData(7, "counted:1", "{\"Count\":", "\"counted:1\" cannot be read")]
    [InlineData(7, "counted:1", "{\"Count\":\"three\"}", "\"counted:1\" cannot be read")]
    [InlineData(7, "counted:1", "", "\"counted:1\" cannot be read")]
    [InlineData(7, "named:1", "null", "\"named:1\" holds null")]
    public void Given_what_cannot_be_read_then_the_error_is_typed_and_says_what_it_was(int id, string manifest, string json, string message)
    {
        var failure = Assert.Throws<SerializationException>(() => SerializerRegistry.Of(Events).Deserialize(id, manifest, Encoding.UTF8.GetBytes(json)));
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_type_without_a_serializer_or_a_manifest_then_writing_it_is_refused_by_name()
    {
        Assert.Contains("Stranger is bound to no serializer", Assert.Throws<SerializationException>(() => SerializerRegistry.Of(Events).Serialize(new Stranger())).Message, StringComparison.Ordinal);
        Assert.Contains("Stranger has no manifest", Assert.Throws<SerializationException>(() => Events.ToBinary(new Stranger())).Message, StringComparison.Ordinal);
        Assert.Throws<SerializationException>(() => new SerializerRegistry().Serialize("x"));
    }

    [Fact]
    public void Given_bindings_that_overlap_then_the_first_that_fits_writes()
    {
        var (text, other) = (new TextSerializer(1), new TextSerializer(2));
        var registry = new SerializerRegistry([text, other], [(typeof(Named), text), (typeof(IEvent), other), (typeof(object), text)]);
        Assert.Equal(1, registry.Serialize(new Named("x")).SerializerId);
        Assert.Equal(2, new SerializerRegistry([text, other], [(typeof(IEvent), other), (typeof(Named), text)]).Serialize(new Named("x")).SerializerId);
        Assert.Equal("Named { Name = x }", registry.Deserialize(2, "", Encoding.UTF8.GetBytes("Named { Name = x }")));
    }

    [Fact]
    public void Given_an_identifier_or_a_manifest_twice_or_a_binding_to_a_stranger_then_the_registry_is_refused()
    {
        Assert.Contains("identifier 1", Assert.Throws<ArgumentException>(() => new SerializerRegistry([new TextSerializer(1), new TextSerializer(1)], [])).Message, StringComparison.Ordinal);
        Assert.Contains("Named is bound", Assert.Throws<ArgumentException>(() => new SerializerRegistry([], [(typeof(Named), new TextSerializer(1))])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "\"a:1\" is named twice",
            Assert.Throws<ArgumentException>(() => new JsonManifestSerializer(1, new("a:1", Shapes.Default.Named), new("a:1", Shapes.Default.Counted))).Message,
            StringComparison.Ordinal);
    }

    private sealed class TextSerializer(int identifier) : ISerializer
    {
        public int Identifier => identifier;

        public string Manifest(object value) => "";

        public byte[] ToBinary(object value) => Encoding.UTF8.GetBytes(value.ToString()!);

        public object FromBinary(ReadOnlySpan<byte> bytes, string manifest) => Encoding.UTF8.GetString(bytes);
    }
}
