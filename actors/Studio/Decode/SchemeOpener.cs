using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.TestSignal;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode;

/// <summary>Opens an address by the opener of its scheme.</summary>
public sealed class SchemeOpener(IReadOnlyDictionary<string, ISourceOpener> openers) : ISourceOpener
{
    public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel)
    {
        if (openers.TryGetValue(address.Scheme, out var opener)) return opener.Open(address, wanted, cancel);
        var known = string.Join(", ", openers.Keys.Order(StringComparer.Ordinal).Select(s => s + ":"));
        throw new MediaException(MediaFault.Unsupported, $"{address}: this node opens no {address.Scheme}: sources; it opens {known}.");
    }
}

/// <summary>Opens tone: addresses.</summary>
public sealed class TestSignalOpener : ISourceOpener
{
    public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel) => new TestSignalSource(TestSignalSpec.Parse(address.Rest));
}
