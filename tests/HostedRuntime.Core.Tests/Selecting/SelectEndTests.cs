using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Selecting;

namespace HostedRuntime.Tests.Selecting;

/// <summary>Cases that can never win, and cases whose channel ends with an error.</summary>
public sealed class SelectEndTests
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task WaitAsync_WhenTokenCanNeverFire_ReturnsNull()
    {
        var never = Select.Canceled(CancellationToken.None);
        Assert.Null(await Task.Run(async () => await Select.Of(never).WaitAsync()).WaitAsync(s_hang));
        Assert.True(never.IsEnded);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task WaitAsync_WhenReadEndsWithError_ThrowsItOnce(bool waits, bool isCancellation)
    {
        Exception error = isCancellation ? new OperationCanceledException() : new FormatException();
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        await AssertThrowsOnceAsync(Select.Read(receiver), waits, error, () => sender.Complete(error));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task WaitAsync_WhenReserveEndsWithError_ThrowsItOnce(bool waits, bool isCancellation)
    {
        Exception error = isCancellation ? new OperationCanceledException() : new FormatException();
        var (sender, _) = MpscChannel.CreateBounded<int>(1);
        Assert.True(sender.TryWrite(1));
        await AssertThrowsOnceAsync(Select.Reserve(sender), waits, error, () => sender.Complete(error));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task WaitAsync_WhenForeignReadEndsWithError_ThrowsItOnce(bool waits, bool isCancellation)
    {
        Exception error = isCancellation ? new OperationCanceledException() : new FormatException();
        var channel = Channel.CreateUnbounded<int>();
        await AssertThrowsOnceAsync(Select.Read(channel.Reader), waits, error, () => channel.Writer.Complete(error));
    }

    /// <summary>The first case gets an item after its wait began, and before the last case finds its channel ended.</summary>
    [Fact]
    public async Task WaitAsync_WhenOtherCaseWonFirst_ThrowsErrorNextTime()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        var (broken, ended) = MpscChannel.CreateBounded<int>(1);
        broken.Complete(new FormatException());
        var winner = Select.Read(receiver);
        var loser = Select.Read(ended);
        var selection = Select.Biased(winner, Select.Read(new WritingReader(sender)), loser);
        Assert.Same(winner, await selection.WaitAsync());
        Assert.Equal(1, winner.Value);
        var thrown = await Assert.ThrowsAsync<ChannelClosedException>(async () => await selection.WaitAsync());
        Assert.IsType<FormatException>(thrown.InnerException);
        Assert.True(loser.IsEnded);
    }

    private static async Task AssertThrowsOnceAsync(SelectCase broken, bool waits, Exception error, Action end)
    {
        var selection = Select.Of(broken);
        var wait = waits ? selection.WaitAsync() : default;
        end();
        var thrown = await Record.ExceptionAsync(async () => await (waits ? wait : selection.WaitAsync()).AsTask().WaitAsync(s_hang));
        Assert.Same(error, error is OperationCanceledException ? thrown : Assert.IsType<ChannelClosedException>(thrown).InnerException);
        Assert.True(broken.IsEnded);
        Assert.Null(await selection.WaitAsync().AsTask().WaitAsync(s_hang));
    }

    /// <summary>A reader without items. As soon as the wait for one begins, it writes an item into another channel.</summary>
    private sealed class WritingReader(Sender<int> other) : ChannelReader<int>
    {
        public override bool TryRead([MaybeNullWhen(false)] out int item)
        {
            item = 0;
            return false;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
        {
            Assert.True(other.TryWrite(1));
            return new(new TaskCompletionSource<bool>().Task);
        }
    }
}
