using NTWorkstation.Persistence.Tests.Engines;
using NTWorkstation.Persistence.Tests.Journal;
using NTWorkstation.Persistence.Tests.Query;
using NTWorkstation.Persistence.Tests.Snapshot;

namespace NTWorkstation.Persistence.Tests.Sqlite;

public class SqliteJournalTests : JournalSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => Task.FromResult<StoreEngine>(new SqliteEngine());
}

public class SqliteOwnershipTests : OwnershipSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => Task.FromResult<StoreEngine>(new SqliteEngine());
}

public class SqliteReplayFilterTests : ReplayFilterSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => Task.FromResult<StoreEngine>(new SqliteEngine());
}

public class SqliteDeletionTests : DeletionSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => Task.FromResult<StoreEngine>(new SqliteEngine());
}

public class SqliteQueryTests : QuerySpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => Task.FromResult<StoreEngine>(new SqliteEngine());
}

public class SqliteProjectionTests : ProjectionSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => Task.FromResult<StoreEngine>(new SqliteEngine());
}

public class SqliteSnapshotTests : SnapshotSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => Task.FromResult<StoreEngine>(new SqliteEngine());
}
