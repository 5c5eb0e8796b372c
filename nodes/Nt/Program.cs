using NTWorkstation.Nt;
using NTWorkstation.Nt.Shell;

var streams = Streams.OfProcess();
using var interrupts = new Interrupts();
try
{
    return Application.Run(args, new CommandContext(streams, CompositionRoot.Ports, interrupts.Arm));
}
finally
{
    // A reader that went away (nt … | head) is no error of ours.
    try
    {
        streams.Out.Writer.Flush();
        streams.Error.Writer.Flush();
    }
    catch (IOException)
    {
    }
}
