using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Output;

/// <summary>The output port on the native library. Thread-safe.</summary>
public sealed class NativeOutput : IOutput
{
    public IMediaWriter Create(string path, WriterOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        if (path.Contains('\0')) throw new MediaException(MediaFault.NotFound, "The file name holds a NUL character.");
        var target = Resolve(path);
        if (Directory.Exists(target)) throw new MediaException(MediaFault.NotFound, $"{path}: this is a folder; name a file in it.");
        var folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder)) throw new MediaException(MediaFault.NotFound, $"{path}: the folder {folder} does not exist.");
        var temporary = Path.Combine(folder, $".nt-{Path.GetRandomFileName()}.part");
        try
        {
            using var native = new WriterArguments(options, KindOf(target, options.Kind));
            var handle = native.Create(temporary, path);
            try
            {
                if (options.BitsOf is { } from) Status.Check(OutputNative.nt_writer_copy_bits(handle, from), from);
                return new NativeWriter(handle, path, target, temporary, options.Format.Channels);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch
        {
            NativeWriter.Remove(temporary);
            throw;
        }
    }

    /// <summary>The file that a write to path would change: a symbolic link stays one, and what it names is replaced.</summary>
    internal static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MediaException(MediaFault.NotFound, $"{path}: {e.Message}", e);
        }
    }

    private static OutputNative.Kind KindOf(string path, MediaKind kind) => kind switch
    {
        MediaKind.Wav => OutputNative.Kind.Wav,
        MediaKind.Flac => OutputNative.Kind.Flac,
        MediaKind.WavPack => OutputNative.Kind.WavPack,
        MediaKind.Alac => OutputNative.Kind.Alac,
        MediaKind.Opus => OutputNative.Kind.Opus,
        MediaKind.Mp3 => OutputNative.Kind.Mp3,
        MediaKind.Aac => path.EndsWith(".aac", StringComparison.OrdinalIgnoreCase) ? OutputNative.Kind.Adts : OutputNative.Kind.Aac,
        MediaKind.Dsf => OutputNative.Kind.Dsf,
        MediaKind.Dsdiff => OutputNative.Kind.Dsdiff,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of file."),
    };
}
