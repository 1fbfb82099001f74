using System.Threading.Channels;
using HostedRuntime.Channels;

namespace HostedRuntime.Tests.Channels.Bcl;

/// <summary>MpscChannel with a capacity of four.</summary>
public abstract class OurBoundedChannel : ChannelContract
{
    protected override int? Bound => 4;

    protected override (ChannelWriter<int> Writer, ChannelReader<int> Reader) Create() => MpscChannel.CreateBounded<int>(4);
}

/// <summary>MpscChannel without a bound.</summary>
public abstract class OurUnboundedChannel : ChannelContract
{
    protected override int? Bound => null;

    protected override (ChannelWriter<int> Writer, ChannelReader<int> Reader) Create() => MpscChannel.CreateUnbounded<int>();
}

/// <summary>The BCL's channel with a capacity of four.</summary>
public abstract class BclBoundedChannel : ChannelContract
{
    protected override int? Bound => 4;

    protected override (ChannelWriter<int> Writer, ChannelReader<int> Reader) Create()
    {
        var channel = Channel.CreateBounded<int>(4);
        return (channel, channel);
    }
}

/// <summary>The BCL's channel without a bound.</summary>
public abstract class BclUnboundedChannel : ChannelContract
{
    protected override int? Bound => null;

    protected override (ChannelWriter<int> Writer, ChannelReader<int> Reader) Create()
    {
        var channel = Channel.CreateUnbounded<int>();
        return (channel, channel);
    }
}

public sealed class OurBoundedChannelOffTheRuntimeTests : OurBoundedChannel
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class OurBoundedChannelOnOneWorkerTests : OurBoundedChannel
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class OurBoundedChannelOnThePoolTests : OurBoundedChannel
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class OurBoundedChannelInBlockOnTests : OurBoundedChannel
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}

public sealed class OurUnboundedChannelOffTheRuntimeTests : OurUnboundedChannel
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class OurUnboundedChannelOnOneWorkerTests : OurUnboundedChannel
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class OurUnboundedChannelOnThePoolTests : OurUnboundedChannel
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class BclBoundedChannelOffTheRuntimeTests : BclBoundedChannel
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class BclBoundedChannelOnOneWorkerTests : BclBoundedChannel
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class BclUnboundedChannelOffTheRuntimeTests : BclUnboundedChannel
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}
