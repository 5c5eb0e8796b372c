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
    public static IReadOnlyList<ProcessorSpec> Read(ReadOnlyMemory<byte> utf8) => StrictDocument.Read<IReadOnlyList<ProcessorSpec>>(utf8, root => Read(root, null));

    /// <summary>Everything that is wrong with a document, in its order; nothing where <see cref="Read(ReadOnlyMemory{byte})"/> takes it.</summary>
    public static IReadOnlyList<ContractException> Check(ReadOnlyMemory<byte> utf8)
    {
        var faults = new List<ContractException>();
        try
        {
            StrictDocument.Read(utf8, root => Read(root, faults));
        }
        catch (ContractException unreadable)
        {
            faults.Add(unreadable);
        }
        return faults;
    }

    private static List<ProcessorSpec> Read(JsonElement root, List<ContractException>? faults)
    {
        var o = new StrictObject(root, "$", faults);
        o.Number(VersionDefinition);
        var list = o.List("chain", 0, MostProcessors);
        if (list is null) o.Fault(new("$.chain", "absent", "a list of processors"));
        o.Finish();
        var chain = new List<ProcessorSpec>();
        foreach (var item in list ?? [])
        {
            try
            {
                chain.Add(ReadProcessor(o.Element(item), chain));
            }
            catch (ContractException fault) when (faults is not null)
            {
                faults.Add(fault);
            }
        }
        return chain;
    }

    private static ProcessorSpec ReadProcessor(StrictObject processor, IReadOnlyList<ProcessorSpec> before)
    {
        var name = processor.Child("processor") is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw new ContractException(processor.PathOf("processor"), "absent or not a text", string.Join(", ", ProcessorCatalogue.All.Select(p => p.Name)));
        if (name == ProcessorCatalogue.Resample.Name && before.Any(s => s is ResampleSpec))
            throw new ContractException(processor.PathOf("processor"), "a second resample", "one in a chain");
        return ProcessorJson.Read(name, processor);
    }

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
