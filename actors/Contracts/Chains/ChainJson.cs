using System.Text;
using System.Text.Json;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Chains;

/// <summary>
/// A chain as JSON: { "version": 1, "chain": [ { "processor": "eq", … }, … ] }. Strict: an unknown key, a value out of its range or
/// another version is refused with its place. What is written reads back equal.
/// </summary>
public static class ChainJson
{
    public const int Version = 1;
    public const int MostProcessors = 60;
    private static readonly ParameterDefinition VersionDefinition = new()
    {
        Name = "version", Type = ParameterType.Integer, Unit = "", Description = "Version of this contract.", Low = Version, High = Version,
    };

    /// <exception cref="ContractException">The document does not keep the contract.</exception>
    public static IReadOnlyList<ProcessorSpec> Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    /// <exception cref="ContractException">The document does not keep the contract.</exception>
    public static IReadOnlyList<ProcessorSpec> Read(ReadOnlyMemory<byte> utf8) => StrictDocument.Read(utf8, root =>
    {
        var o = new StrictObject(root, "$");
        o.Number(VersionDefinition);
        var list = o.List("chain", 0, MostProcessors) ?? throw new ContractException("$.chain", "absent", "a list of processors");
        o.Finish();
        var chain = new List<ProcessorSpec>(list.Count);
        foreach (var (element, path) in list)
        {
            var processor = new StrictObject(element, path);
            var name = processor.Child("processor") is { ValueKind: JsonValueKind.String } text
                ? text.GetString()!
                : throw new ContractException($"{path}.processor", "absent or not a text", string.Join(", ", ProcessorCatalogue.All.Select(p => p.Name)));
            if (name == ProcessorCatalogue.Resample.Name && chain.Any(s => s is ResampleSpec))
                throw new ContractException($"{path}.processor", "a second resample", "one in a chain");
            chain.Add(ProcessorJson.Read(name, processor));
        }
        return (IReadOnlyList<ProcessorSpec>)chain;
    });

    /// <exception cref="ContractException">A parameter is out of its range.</exception>
    public static string Write(IReadOnlyList<ProcessorSpec> chain)
    {
        var json = ExactWriter.Document(w =>
        {
            w.WriteNumber("version", Version);
            w.WriteStartArray("chain");
            foreach (var spec in chain)
            {
                w.WriteStartObject();
                w.WriteString("processor", ProcessorJson.NameOf(spec));
                ProcessorJson.Write(w, spec);
                w.WriteEndObject();
            }
            w.WriteEndArray();
        });
        Read(json); // what is written must be readable: ranges are checked in one place
        return json;
    }
}
