using NTWorkstation.Nt;
using NTWorkstation.Nt.Shell;

var streams = Streams.OfProcess();
using var interrupts = new Interrupts();
var code = Application.Run(args, new CommandContext(streams, CompositionRoot.Ports, interrupts.Arm));
return streams.Close(code);
