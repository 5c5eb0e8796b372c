using System.Collections.Concurrent;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode;

/// <summary>Sounds in memory under names, opened as memory:NAME: samples, or the bytes of a media file. Thread-safe.</summary>
/// <param name="decode">For bytes.</param>
public sealed class MemoryShelf(IDecode decode) : ISourceOpener
{
    private readonly ConcurrentDictionary<string, object> _sounds = new(StringComparer.Ordinal);

    /// <returns>Its address.</returns>
    public SourceAddress Put(string name, SoundClip clip) => Add(name, clip);

    /// <param name="name">What it is called.</param>
    /// <param name="file">The bytes of a file of any format that can be decoded. Not to be changed.</param>
    public SourceAddress Put(string name, ReadOnlyMemory<byte> file) => Add(name, file);

    /// <summary>What is open stays so.</summary>
    public bool Remove(string name) => _sounds.TryRemove(name, out _);

    public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return !_sounds.TryGetValue(address.Rest, out var sound)
            ? throw new MediaException(MediaFault.NotFound, $"{address}: there is no such sound in memory.")
            : sound is SoundClip clip ? new ClipSource(clip) : OpenBytes(address.Rest, (ReadOnlyMemory<byte>)sound, wanted);
    }

    private SourceAddress Add(string name, object sound)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _sounds[name] = sound;
        return SourceAddress.Of(SourceAddress.Memory, name);
    }

    // Decoders read files: the bytes become one in memory, readable by its owner alone, whose name goes as soon as it is open.
    private FileSource OpenBytes(string name, ReadOnlyMemory<byte> bytes, SampleRate? wanted)
    {
        var folder = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var path = Path.Combine(folder, "nt-memory-" + Guid.NewGuid().ToString("n"));
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(path, options)) file.Write(bytes.Span);
            var reader = wanted is { } rate ? decode.Open(path, rate) : decode.Open(path);
            return new FileSource(reader, name, openBits: null);
        }
        catch (MediaException error)
        {
            throw new MediaException(error.Fault, error.Message.Replace(path, SourceAddress.Memory + ":" + name, StringComparison.Ordinal), error);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
