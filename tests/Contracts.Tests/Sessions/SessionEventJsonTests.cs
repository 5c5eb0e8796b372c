using System.Text;
using System.Text.Json;
using NTWorkstation.Contracts.Sessions;
using Xunit;

namespace NTWorkstation.Contracts.Tests.Sessions;

public class SessionEventJsonTests
{
    /// <summary>
    /// Examples of every event as it was ever written. Lines are added to this file and never changed: a line that no longer reads, or reads
    /// as something else, means that sessions of people are lost.
    /// </summary>
    private static readonly (string Manifest, string Payload)[] Frozen =
        [.. File.ReadLines(RepositoryFolder.Path("tests/vectors/session/events.jsonl")).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            return (document.RootElement.GetProperty("manifest").GetString()!, document.RootElement.GetProperty("payload").GetRawText());
        })];

    [Fact]
    public void Given_events_as_they_were_ever_written_then_each_is_read_and_written_as_it_was()
    {
        foreach (var (manifest, payload) in Frozen)
        {
            var e = SessionEventJson.Read(manifest, Encoding.UTF8.GetBytes(payload));
            Assert.Equal(manifest, SessionEventJson.ManifestOf(e));
            Assert.Equal(payload, Encoding.UTF8.GetString(SessionEventJson.Write(e)));
        }
    }

    [Fact]
    public void Given_the_manifests_then_there_is_an_example_of_each_and_each_event_has_one()
    {
        Assert.Equal(SessionEventJson.Manifests.Order(StringComparer.Ordinal), Frozen.Select(f => f.Manifest).Distinct().Order(StringComparer.Ordinal));
        var types = typeof(SessionEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(SessionEvent)) && !t.IsAbstract).ToArray();
        Assert.Equal(types.OrderBy(t => t.Name), Frozen.Select(f => SessionEventJson.Read(f.Manifest, Encoding.UTF8.GetBytes(f.Payload)).GetType()).Distinct().OrderBy(t => t.Name));
    }

    [Theory]
    [InlineData("session.undone/2", """{"edit":1}""")]
    [InlineData("session.unknown/1", "{}")]
    [InlineData("session.undone/1", "{}")]
    [InlineData("session.undone/1", "null")]
    [InlineData("session.undone/1", """{"edit":1,"more":2}""")]
    [InlineData("session.undone/1", """{"edit":1,"edit":2}""")]
    [InlineData("session.undone/1", """{"edit":"1"}""")]
    [InlineData("session.undone/1", """{"edit":1""")]
    [InlineData("session.renamed/1", """{"name":null}""")]
    [InlineData("session.renamed/1", """{"name":"\ud800"}""")]
    [InlineData("session.track-removed/1", """{"track":"A B"}""")]
    [InlineData("session.track-removed/1", """{"track":""}""")]
    [InlineData("session.marker-set/1", """{"name":"m","at_s":1e999}""")]
    [InlineData("session.preset-applied/1", """{"preset":"p","chain":[null]}""")]
    [InlineData("session.processor-inserted/1", """{"processor":{"id":"a","settings":{"processor":"gain","gain_db":99}},"index":0}""")]
    [InlineData("session.processor-inserted/1", """{"processor":{"id":"a","settings":{"processor":"gain"}},"index":0}""")]
    [InlineData("session.parameter-changed/1", """{"processor":"a","parameter":"bands[x].f","old":1,"new":2}""")]
    [InlineData("session.parameter-changed/1", """{"processor":"a","parameter":"f","new":00000000000000000000000000000000000000000001}""")]
    [InlineData("session.parameter-changed/1", """{"processor":"a","parameter":"f","new":1000000000000000000000000000000000000000000}""")]
    [InlineData("session.parameter-changed/1", """{"processor":"a","parameter":"f","new":{"a":1}}""")]
    [InlineData("session.parameter-changed/1", """{"processor":"a","parameter":"f","new":["a"]}""")]
    public void Given_a_payload_that_is_not_what_its_manifest_says_then_it_is_a_contract_error(string manifest, string payload) =>
        Assert.Throws<ContractException>(() => SessionEventJson.Read(manifest, Encoding.UTF8.GetBytes(payload)));

    [Fact]
    public void Given_an_enumeration_as_a_number_then_it_is_refused()
    {
        var (manifest, payload) = Frozen.First(f => f.Manifest == "session.track-imported/1");
        Assert.Throws<ContractException>(() => SessionEventJson.Read(manifest, Encoding.UTF8.GetBytes(payload.Replace("\"S24\"", "99", StringComparison.Ordinal))));
    }

    [Fact]
    public void Given_a_payload_beyond_the_bound_then_it_is_refused_before_it_is_read()
    {
        var payload = new byte[SessionEventJson.MostBytes + 1];
        Assert.Contains("bytes", Assert.Throws<ContractException>(() => SessionEventJson.Read("session.undone/1", payload)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_nesting_beyond_the_bound_then_it_is_refused() =>
        Assert.Throws<ContractException>(() => SessionEventJson.Read("session.parameter-changed/1", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 5000)))));
}
