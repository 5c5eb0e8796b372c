using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;
using Xunit;

namespace NTWorkstation.Session.Tests;

public class UndoStackTests
{
    [Fact]
    public void Given_random_additions_and_removals_then_it_is_a_list_that_drops_its_oldest()
    {
        var random = new Random(5);
        var content = new SessionContent { Name = "x" };
        var (steps, model) = (UndoStack.Empty, new List<UndoStep>());
        for (var i = 0; i < 30_000; i++)
        {
            // Long runs of either, so that both ends of both generations are met.
            if (random.Next(100) < (i / 3000 % 2 == 0 ? 75 : 40))
            {
                model.Add(new(i, content));
                if (model.Count > UndoStack.Most) model.RemoveAt(0);
                steps = steps.Add(model[^1]);
            }
            else if (model.Count > 0)
            {
                Assert.Same(model[^1], steps.Latest);
                model.RemoveAt(model.Count - 1);
                steps = steps.Remove();
            }
            Assert.Equal(model.Count, steps.Count);
            if (i % 97 == 0) Assert.Equal(model, steps);
        }
        Assert.Throws<InvalidOperationException>(() => UndoStack.Empty.Remove());
        Assert.Throws<InvalidOperationException>(() => UndoStack.Empty.Latest);
    }
}
