namespace NTWorkstation.Nt.Commands.Abx;

/// <summary>Which of the two X was, and what was said.</summary>
internal sealed record AbxTrial(bool IsA, bool SaidA)
{
    public bool IsRight => IsA == SaidA;
}

/// <summary>The trials of a blind comparison: in each X is A or B, by the toss of a coin. Pure.</summary>
internal sealed class AbxTrials
{
    private readonly Random _random;
    private readonly List<AbxTrial> _done = [];

    /// <param name="count">1 or more.</param>
    /// <param name="random">The coin.</param>
    public AbxTrials(int count, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (Count, _random) = (count, random);
        Toss();
    }

    public int Count { get; }

    public IReadOnlyList<AbxTrial> Done => _done;

    public bool IsOver => _done.Count == Count;

    /// <summary>Of the trial that is under way.</summary>
    public bool XIsA { get; private set; }

    public int Right => _done.Count(t => t.IsRight);

    /// <summary>The probability of at least as many right answers by guessing: the tail of a binomial distribution of ½. 1 before the first.</summary>
    public double PValue => Tail(Right, _done.Count);

    public void Answer(bool isA)
    {
        if (IsOver) throw new InvalidOperationException("All trials are done.");
        _done.Add(new(XIsA, isA));
        Toss();
    }

    /// <summary>Takes the last answer back; X is tossed anew.</summary>
    public bool Undo()
    {
        if (_done.Count == 0) return false;
        _done.RemoveAt(_done.Count - 1);
        Toss();
        return true;
    }

    /// <param name="right">0 to trials.</param>
    public static double Tail(int right, int trials)
    {
        var (sum, log) = (0.0, 0.0); // log of the number of ways
        for (var k = 0; k <= trials; k++)
        {
            if (k >= right) sum += Math.Exp(log - (trials * Math.Log(2)));
            log += Math.Log(trials - k) - Math.Log(k + 1);
        }
        return Math.Min(1, sum);
    }

    private void Toss() => XIsA = _random.Next(2) == 0;
}
