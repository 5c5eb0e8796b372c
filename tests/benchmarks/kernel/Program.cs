using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Benchmarks;

var rounds = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 9;
var system = ActorSystem.Create("bench");
var actors = new ActorRun(system);
Race[] races =
[
    new("tell 1 to 1", 5_000_000, 0, n => actors.Tell(n, 1), n => ChannelFloor.Tell(n, 1)),
    new("tell 1 to 1000", 5_000_000, 0.6, n => actors.Tell(n, 1000), n => ChannelFloor.Tell(n, 1000)),
    new("ping-pong", 2_000_000, 0.6, actors.PingPong, ChannelFloor.PingPong),
    new("spawn and message", 300_000, 0, actors.Spawn, ChannelFloor.Spawn),
    new("ask and answer", 300_000, 0, actors.Ask, async n => await ChannelFloor.PingPong(n * 2)),
];
foreach (var race in races) await race.Run(rounds);
await system.Terminate();
