using System.Collections.Concurrent;
using NTWorkstation.Persistence.Query;

namespace NTWorkstation.Persistence.Tests.Memory;

/// <summary>How far projections have come.</summary>
internal sealed class MemoryOffsets : IProjectionOffsets
{
    private readonly ConcurrentDictionary<string, long> _offsets = new();

    public Task<long> ReadAsync(string projection, CancellationToken cancellationToken) => Task.FromResult(_offsets.GetValueOrDefault(projection));

    public Task SaveAsync(string projection, long ordering, CancellationToken cancellationToken)
    {
        _offsets.AddOrUpdate(projection, ordering, (_, before) => Math.Max(before, ordering));
        return Task.CompletedTask;
    }

    public Task ResetAsync(string projection, CancellationToken cancellationToken)
    {
        _offsets.TryRemove(projection, out _);
        return Task.CompletedTask;
    }
}
