using NTWorkstation.Persistence.Tests.Engines;
using NTWorkstation.Persistence.Tests.Journal;

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
