using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Output;

/// <summary>
/// The output port with its faults told apart from those of inputs: reading and writing answer the same media faults, but a bad input and
/// a result that cannot be written end with different exit codes.
/// </summary>
internal sealed class GuardedOutput(IOutput inner) : IOutput
{
    public IMediaWriter Create(string path, WriterOptions options) => new Writer(path, Guard(path, () => inner.Create(path, options)));

    private static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (MediaException failure)
        {
            throw failure.Fault switch
            {
                MediaFault.Unsupported => new UsageException($"{failure.Message.TrimEnd('.')}. Use another format or another type."),
                MediaFault.NoSpace => new OutputException($"{path} cannot be written: the disk is full.\nMake room or choose another folder; what was there before is unchanged.", failure),
                MediaFault.NotFinite => failure,
                _ => new OutputException($"{failure.Message.TrimEnd('.')}.\nChoose another folder or change its permissions; what was there before is unchanged.", failure),
            };
        }
    }

    private sealed class Writer(string path, IMediaWriter inner) : IMediaWriter
    {
        public void Write(AudioBlock block)
        {
            try
            {
                inner.Write(block);
            }
            catch (MediaException failure)
            {
                Guard<int>(path, () => throw failure);
            }
        }

        public void Commit() => Guard(path, () =>
        {
            inner.Commit();
            return 0;
        });

        public string Finish() => Guard(path, inner.Finish);

        public void Dispose() => inner.Dispose();
    }
}
