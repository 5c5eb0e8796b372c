using NTWorkstation.Persistence.Journal;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Engines;

/// <summary>One empty database of a test, and another way into it than the store's.</summary>
public abstract class StoreEngine : IAsyncDisposable
{
    /// <summary>Opens the store on this database; as often as one likes. The clock drives poll intervals.</summary>
    public abstract Task<IPersistenceStore> OpenAsync(TimeProvider? time = null);

    /// <summary>Runs statements behind the store's back.</summary>
    public abstract Task ExecuteAsync(string sql);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A test class that runs on every engine: one subclass for each.</summary>
public abstract class StoreSpec : IAsyncLifetime
{
    private readonly List<IPersistenceStore> _opened = [];

    protected StoreEngine Engine { get; private set; } = null!;

    protected IPersistenceStore Store { get; private set; } = null!;

    protected abstract Task<StoreEngine> CreateEngineAsync();

    public async ValueTask InitializeAsync()
    {
        Engine = await CreateEngineAsync();
        Store = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var store in _opened) await store.DisposeAsync();
        if (Engine is not null) await Engine.DisposeAsync();
    }

    protected async Task<IPersistenceStore> OpenAsync(TimeProvider? time = null)
    {
        var store = await Engine.OpenAsync(time);
        _opened.Add(store);
        return store;
    }
}
