using NTWorkstation.Persistence.Tests.Engines;
using NTWorkstation.Persistence.Tests.Proofs;

namespace NTWorkstation.Persistence.Tests.Sqlite;

public class SqliteKillTests : KillSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => Task.FromResult<StoreEngine>(new SqliteEngine());
}
