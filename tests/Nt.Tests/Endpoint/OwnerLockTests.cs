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

    [Theory]
    [InlineData("a shopping list\n")]
    [InlineData("12345678901")]
    [InlineData("4711\n")]
    public void Given_a_file_of_somebody_else_in_the_locks_place_then_it_is_kept_as_it_is_and_said_where(string held)
    {
        var path = Path.Combine(_folder.FullName, "a.lock");
        File.WriteAllText(path, held);
        var refused = Assert.ThrowsAny<IOException>(() => OwnerLock.TryTake(path));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("choose another name", refused.Message, StringComparison.Ordinal);
        Assert.Equal(held, File.ReadAllText(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("4711")]
    public void Given_what_an_owner_left_that_was_killed_then_the_lock_is_taken(string left)
    {
        var path = Path.Combine(_folder.FullName, "a.lock");
        File.WriteAllText(path, left);
        using var taken = OwnerLock.TryTake(path);
        Assert.NotNull(taken);
    }

    [Fact]
    public void Given_a_place_where_nothing_can_be_made_then_it_is_an_error_and_not_another_owner() =>
        Assert.ThrowsAny<IOException>(() => OwnerLock.TryTake(Path.Combine(_folder.FullName, "nowhere", "a.lock")));
}
