using HostedRuntime.Tasks;

namespace HostedRuntime.Tests.Tasks;

public sealed class JoinerListTests
{
    private const int Many = 10_000;

    [Fact]
    public void Remove_WhenManyLeave_ChecksEachAFewTimes()
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
    public void Close_WhenSomeHaveLeft_NotifiesOthersInOrder()
    {
        var list = default(JoinerList);
        var notified = new List<Joiner>();
        var joiners = Add(ref list, Many, notified);
        var stay = joiners.Where(static (_, at) => at % 3 == 0).ToArray();
        foreach (var joiner in joiners.Except(stay))
        {
            joiner.HasLeft = true;
            list.Remove(joiner);
        }

        list.Close(well: true);
        Assert.Equal(stay, notified.Where(static joiner => !joiner.HasLeft));
        // The list removes joiners that have left: they are at most half of the list.
        Assert.InRange(notified.Count, stay.Length, (2 * stay.Length) + 32);
    }

    private static List<Joiner> Add(ref JoinerList list, int count, List<Joiner>? notified = null)
    {
        var joiners = new List<Joiner>();
        for (var i = 0; i < count; i++)
        {
            var joiner = new Joiner(notified);
            joiners.Add(joiner);
            Assert.True(list.TryAdd(joiner));
        }

        return joiners;
    }

    private sealed class Joiner(List<Joiner>? notified) : IJoiner
    {
        private bool _hasLeft;

        /// <summary>The number of times that the list has read <see cref="HasLeft"/>.</summary>
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
            notified?.Add(this);
            return true;
        }
    }
}
