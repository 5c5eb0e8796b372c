using NTWorkstation.Nt.Endpoint;
using Xunit;

namespace NTWorkstation.Nt.Tests.Endpoint;

public sealed class OwnerLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-lock-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Given_a_lock_that_is_held_then_no_other_is_given_until_it_is_let_go()
    {
        var path = Path.Combine(_folder.FullName, "a.lock");
        using (var held = OwnerLock.TryTake(path))
        {
            Assert.NotNull(held);
            Assert.Null(OwnerLock.TryTake(path));
            using var other = OwnerLock.TryTake(Path.Combine(_folder.FullName, "b.lock"));
            Assert.NotNull(other);
        }
        using var again = OwnerLock.TryTake(path);
        Assert.NotNull(again);
    }

    [Fact]
    public void Given_a_place_where_nothing_can_be_made_then_it_is_an_error_and_not_another_owner() =>
        Assert.ThrowsAny<IOException>(() => OwnerLock.TryTake(Path.Combine(_folder.FullName, "nowhere", "a.lock")));
}
