using NTWorkstation.Persistence.Tests.Engines;
using NTWorkstation.Persistence.Tests.Journal;
using NTWorkstation.Persistence.Tests.Query;
using NTWorkstation.Persistence.Tests.Snapshot;

namespace NTWorkstation.Persistence.Tests.Postgres;

public class PostgresJournalTests(PostgresServer server) : JournalSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => PostgresEngine.CreateAsync(server);
}

public class PostgresOwnershipTests(PostgresServer server) : OwnershipSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => PostgresEngine.CreateAsync(server);
}

public class PostgresReplayFilterTests(PostgresServer server) : ReplayFilterSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => PostgresEngine.CreateAsync(server);
}

public class PostgresDeletionTests(PostgresServer server) : DeletionSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => PostgresEngine.CreateAsync(server);
}

public class PostgresQueryTests(PostgresServer server) : QuerySpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => PostgresEngine.CreateAsync(server);
}

public class PostgresProjectionTests(PostgresServer server) : ProjectionSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => PostgresEngine.CreateAsync(server);
}

public class PostgresSnapshotTests(PostgresServer server) : SnapshotSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => PostgresEngine.CreateAsync(server);
}
