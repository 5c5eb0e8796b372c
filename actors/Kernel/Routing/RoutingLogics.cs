using System.Globalization;
using System.Text;
using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Routing;

internal sealed class RoundRobinLogic : RoutingLogic
{
    private int _next = -1;

    public override IActorRef Select(object message, IActorRef[] routees) =>
        routees[(int)((uint)Interlocked.Increment(ref _next) % (uint)routees.Length)];
}

internal sealed class BroadcastLogic : RoutingLogic
{
    public override bool IsBroadcast => true;

    public override IActorRef Select(object message, IActorRef[] routees) => routees[0];
}

/// <summary>The routee with the fewest messages waiting; an idle one is taken at once. A routee elsewhere counts as full.</summary>
internal sealed class SmallestMailboxLogic : RoutingLogic
{
    private const int DeepestCounted = 1000;
    private int _start = -1;

    public override IActorRef Select(object message, IActorRef[] routees)
    {
        // From another place each time, so that equals share the work.
        var start = (int)((uint)Interlocked.Increment(ref _start) % (uint)routees.Length);
        IActorRef? best = null;
        var least = int.MaxValue;
        for (var i = 0; i < routees.Length; i++)
        {
            var routee = routees[(start + i) % routees.Length];
            var depth = routee is LocalActorRef local && !local.Cell.Mailbox.IsSuspended ? local.Cell.Mailbox.Load(Math.Min(least, DeepestCounted)) : DeepestCounted + 1;
            if (depth >= least) continue;
            (best, least) = (routee, depth);
            if (least == 0) break;
        }
        return best ?? routees[start];
    }
}

/// <summary>
/// Messages of one key go to one routee, and when routees come or go only the keys of these move. Source: D. Karger et al., "Consistent
/// Hashing and Random Trees" (1997), with virtual nodes.
/// </summary>
internal sealed class ConsistentHashLogic(Func<object, object?>? key) : RoutingLogic
{
    private const int VirtualNodes = 64;
    private Ring? _ring;

    public override IActorRef Select(object message, IActorRef[] routees)
    {
        var value = key is not null ? key(message) : (message as IConsistentHashable)?.ConsistentHashKey;
        if (value is null) return ActorRefs.Nobody;
        var ring = Volatile.Read(ref _ring);
        if (ring is null || !ReferenceEquals(ring.Members, routees)) Volatile.Write(ref _ring, ring = new Ring(routees));
        return ring.Find(Hash(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
    }

    // Fixed for all time and every machine, unlike string.GetHashCode.
    private static ulong Hash(string text) => Fnv1a(Encoding.UTF8.GetBytes(text));

    // Fowler-Noll-Vo 1a with 64 bits, and the finaliser of MurmurHash3, so that near texts lie apart on the ring.
    private static ulong Fnv1a(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in bytes) hash = (hash ^ b) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }

    private sealed class Ring
    {
        private readonly ulong[] _points;
        private readonly IActorRef[] _owners;

        public Ring(IActorRef[] members)
        {
            Members = members;
            var points = members
                .SelectMany(m => Enumerable.Range(0, VirtualNodes).Select(i => (Point: Hash(string.Create(CultureInfo.InvariantCulture, $"{m.Path}/{i}")), Owner: m)))
                .OrderBy(p => p.Point).ToArray();
            _points = [.. points.Select(p => p.Point)];
            _owners = [.. points.Select(p => p.Owner)];
        }

        public IActorRef[] Members { get; }

        public IActorRef Find(ulong hash)
        {
            var at = Array.BinarySearch(_points, hash);
            if (at < 0) at = ~at;
            return _owners[at == _owners.Length ? 0 : at];
        }
    }
}
