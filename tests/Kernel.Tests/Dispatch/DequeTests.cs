using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Dispatch;

public class DequeTests
{
    [Fact]
    public void Given_any_use_of_both_ends_then_it_holds_what_a_list_holds()
    {
        var (deque, list, random) = (new Deque(), new LinkedList<int>(), new Random(7));
        for (var i = 0; i < 20_000; i++)
        {
            // Growing for a while, then shrinking, so that it is filled, emptied and given back.
            var isAdding = list.Count == 0 || random.Next(100) < (i / 4000 % 2 == 0 ? 80 : 20);
            var isFirst = random.Next(2) == 0;
            if (isAdding && isFirst)
            {
                list.AddFirst(i);
                deque.AddFirst(new Envelope(i, ActorRefs.NoSender));
            }
            else if (isAdding)
            {
                list.AddLast(i);
                deque.AddLast(new Envelope(i, ActorRefs.NoSender));
            }
            else if (isFirst)
            {
                Assert.Equal(list.First!.Value, deque.RemoveFirst().Message);
                list.RemoveFirst();
            }
            else
            {
                Assert.Equal(list.Last!.Value, deque.RemoveLast().Message);
                list.RemoveLast();
            }
            Assert.Equal(list.Count, deque.Count);
        }
    }
}
