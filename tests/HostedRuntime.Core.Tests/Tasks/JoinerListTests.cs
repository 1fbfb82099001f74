using HostedRuntime.Tasks;

namespace HostedRuntime.Tests.Tasks;

public sealed class JoinerListTests
{
    private const int Many = 10_000;

    [Fact]
    public void Remove_WhenManyLeave_LooksAtEachAFewTimes()
    {
        var list = default(JoinerList);
        var joiners = Add(ref list, Many);
        foreach (var joiner in joiners.AsEnumerable().Reverse())
        {
            joiner.HasLeft = true;
            list.Remove(joiner);
        }

        Assert.InRange(joiners.Sum(static joiner => joiner.Looks), 0, 3 * Many);
    }

    [Fact]
    public void Close_WhenSomeHaveLeft_TellsTheOthersInOrder()
    {
        var list = default(JoinerList);
        var told = new List<Joiner>();
        var joiners = Add(ref list, Many, told);
        var stay = joiners.Where(static (_, at) => at % 3 == 0).ToArray();
        foreach (var joiner in joiners.Except(stay))
        {
            joiner.HasLeft = true;
            list.Remove(joiner);
        }

        list.Close(well: true);
        Assert.Equal(stay, told.Where(static joiner => !joiner.HasLeft));
        // Those that have left are not kept: at most half of the list.
        Assert.InRange(told.Count, stay.Length, (2 * stay.Length) + 32);
    }

    private static List<Joiner> Add(ref JoinerList list, int count, List<Joiner>? told = null)
    {
        var joiners = new List<Joiner>();
        for (var i = 0; i < count; i++)
        {
            var joiner = new Joiner(told);
            joiners.Add(joiner);
            Assert.True(list.TryAdd(joiner));
        }

        return joiners;
    }

    private sealed class Joiner(List<Joiner>? told) : IJoiner
    {
        private bool _hasLeft;

        /// <summary>How often the list asked.</summary>
        public int Looks { get; private set; }

        public bool HasLeft
        {
            get
            {
                Looks++;
                return _hasLeft;
            }

            set => _hasLeft = value;
        }

        public bool OnEnded()
        {
            told?.Add(this);
            return true;
        }
    }
}
