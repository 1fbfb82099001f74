using System.Reflection;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Diagnostics;

/// <summary>The messages are in several classes, and share one category.</summary>
public sealed class EventIdTests
{
    [Fact]
    public void EventIds_OfAllMessages_AreUnique()
    {
        var messages = typeof(Log).Assembly.GetTypes().SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(static method => (method.Name, method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(static message => message.EventId is not null)
            .ToList();
        Assert.NotEmpty(messages);
        Assert.Empty(messages.GroupBy(static message => message.EventId).Where(static same => same.Skip(1).Any()).SelectMany(static same => same));
    }
}
